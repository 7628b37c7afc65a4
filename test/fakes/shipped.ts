/** What deploy/ has for Prometheus and Grafana: every expression in it, and what each one needs. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const fileOf = (name: string): string => fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url));

export const rulesFile = fileOf('prometheus/good-gateway.rules.yml');
export const rulesTest = fileOf('prometheus/good-gateway.test.yml');

export interface Expression {
  readonly where: string;
  readonly text: string;
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string }[];
  }[];
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

export const shippedRules = async (): Promise<readonly Expression[]> => {
  const { groups } = parse(await readFile(rulesFile, 'utf8')) as Rules;
  return groups.flatMap(({ rules }) =>
    rules.map(({ record, alert, expr }) => ({ where: record ?? alert ?? '', text: expr })),
  );
};

/** Of panels; the job is filled in. */
export const shippedPanels = async (job = 'good-gateway'): Promise<readonly Expression[]> => {
  const { panels } = JSON.parse(await readFile(fileOf('grafana/good-gateway.json'), 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: title, text: expr.replaceAll('$job', job) })),
  );
};

export interface Need {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** Labels that a scrape adds. */
const scraped = new Set(['job', 'instance', 'le']);

/** Metrics of ours in an expression, with the labels it asks of them, matched or grouped by. */
export const needsOf = ({ text }: Expression): readonly Need[] => {
  const grouped = [...text.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/\s*,\s*/));
  return [...text.matchAll(/\b(good_gateway_\w+)(?:\{([^}]*)\})?/g)].map(([, metric = '', matchers = '']) => {
    const matched = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, name = '']) => name);
    return { metric, labels: [...new Set([...matched, ...grouped])].filter((name) => !scraped.has(name)) };
  });
};
