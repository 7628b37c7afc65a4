/** Verifies tool calls that are told again (chat): names and arguments as they were sent, then only the rest. */
import type { JsonObject } from '../reading.ts';
import { isObject } from '../reading.ts';
import type { Alignment } from './alignment.ts';
import type { SentTool } from './prefix.ts';
import { repeat } from './repeat.ts';
import { aligned, Diverged } from './seam.ts';

interface Known {
  readonly sent: SentTool;
  readonly alignment: Alignment;
  id: string | null;
  hasName: boolean;
}

export class ToolSeam {
  readonly #known: ReadonlyMap<number, Known>;

  constructor(tools: readonly SentTool[]) {
    this.#known = new Map(
      tools.map((sent) => [
        sent.index,
        { sent, alignment: repeat(sent.arguments, 'json'), id: null, hasName: sent.name === '' },
      ]),
    );
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Of the deltas of one event, those that may pass. */
  take(deltas: readonly unknown[]): readonly JsonObject[] {
    return deltas.filter(isObject).flatMap((delta) => this.#takeOne(delta));
  }

  /** Every call that was sent must have been told again by now. */
  end(): void {
    for (const { alignment, hasName } of this.#known.values()) {
      if (!hasName) throw new Diverged();
      aligned(alignment.end());
    }
  }

  #takeOne(delta: JsonObject): readonly JsonObject[] {
    const known = this.#known.get(delta['index'] as number);
    if (known === undefined) {
      this.end();
      return [delta];
    }
    const call = isObject(delta['function']) ? delta['function'] : {};
    const { id } = delta;
    if (typeof id === 'string' && id !== '') {
      if (known.id !== null && known.id !== id) throw new Diverged();
      known.id = id;
    }
    const passed: Record<string, unknown> = {};
    if (typeof call['name'] === 'string' && call['name'] !== '') {
      if (known.sent.name === '') passed['name'] = call['name'];
      else if (call['name'] !== known.sent.name) throw new Diverged();
      known.hasName = true;
    }
    const rest = typeof call['arguments'] === 'string' ? aligned(known.alignment.take(call['arguments'])) : '';
    if (rest !== '') passed['arguments'] = rest;
    return Object.keys(passed).length === 0 ? [] : [{ index: known.sent.index, function: passed }];
  }
}
