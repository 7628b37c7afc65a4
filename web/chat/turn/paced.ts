/** Does a thing at once, and then at most once in each period, however often it is asked for. */
export class Paced {
  readonly #act: () => void;
  readonly #rest: (act: () => void) => () => void;
  #cancel: (() => void) | null = null;
  #isAsked = false;

  /** `rest` calls back once the period is over; what it gives calls that off. */
  constructor(act: () => void, rest: (act: () => void) => () => void) {
    this.#act = act;
    this.#rest = rest;
  }

  ask(): void {
    this.#isAsked = true;
    if (this.#cancel === null) this.#do();
  }

  /** What was asked for is done now, and nothing later. */
  finish(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#isAsked) this.#act();
    this.#isAsked = false;
  }

  #do(): void {
    this.#isAsked = false;
    this.#cancel = this.#rest(() => {
      this.#cancel = null;
      if (this.#isAsked) this.#do();
    });
    this.#act();
  }
}
