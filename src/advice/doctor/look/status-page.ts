/** Asks the status page of a provider, where one is known for the host. */
import { objectOf, isObject } from '../../../dialect/reading.ts';
import type { Indicator } from '../provider.ts';
import type { Scene } from '../scene.ts';
import { askUrl, textOf } from './url.ts';

const indicators: readonly Indicator[] = ['none', 'minor', 'major', 'critical', 'maintenance'];
const mostBytes = 512 * 1024;

const isOf = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`);

export const statusUrlOf = ({ controls, target }: Pick<Scene, 'controls' | 'target'>): string | null =>
  controls.statusPages.find(({ hosts }) => hosts.some((name) => isOf(target.host, name)))?.url ?? null;

export const lookStatusPage = async (scene: Scene): Promise<Indicator | null> => {
  const url = statusUrlOf(scene);
  if (url === null) return null;
  const body = objectOf(textOf(await askUrl(scene, url, mostBytes)));
  const status = body?.['status'];
  return isObject(status) ? (indicators.find((each) => each === status['indicator']) ?? null) : null;
};
