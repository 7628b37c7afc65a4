/** Chance with a seed: the same run every time. */
import { hash } from 'node:crypto';
import type { Random } from '../../src/domain/ports.ts';

/** mulberry32 (T. Ettinger, public domain): small, fast, good enough to draw arrivals from. */
const draws = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

export class Chance implements Random {
  readonly #draw: () => number;

  /** Each `stream` of a seed is its own: what one part draws does not move another. */
  constructor(seed: number, stream: string) {
    this.#draw = draws(Number.parseInt(hash('sha1', `${seed} ${stream}`).slice(0, 8), 16));
  }

  draw(): number {
    return this.#draw();
  }

  hex(bytes: number): string {
    let text = '';
    for (let at = 0; at < bytes; at++)
      text += Math.floor(this.#draw() * 256)
        .toString(16)
        .padStart(2, '0');
    return text;
  }

  /** Time between two of a Poisson process, in ms. */
  gapMs(perSecond: number): number {
    return (-Math.log(1 - this.#draw()) * 1000) / perSecond;
  }

  /** Around `median`, never negative, with a long tail. */
  lognormal(median: number, sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.#draw())) * Math.cos(2 * Math.PI * this.#draw());
    return median * Math.exp(sigma * normal);
  }
}
