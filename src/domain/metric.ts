/** What is counted and measured, as data: for whoever passes it on in another form. */

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Metric =
  | {
      /** A counter only grows. */
      readonly kind: 'counter' | 'gauge';
      readonly name: string;
      readonly help: string;
      readonly samples: readonly MetricSample[];
    }
  | {
      readonly kind: 'histogram';
      readonly name: string;
      readonly help: string;
      readonly unit: string;
      readonly points: readonly Distribution[];
    };

/** `counts` has one more than `bounds`: what is beyond the last. */
export interface Distribution {
  readonly labels: Readonly<Record<string, string>>;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}
