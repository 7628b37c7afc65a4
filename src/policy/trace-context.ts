/** Names the spans of a call: worked out from its id alone, so that a request that goes upstream and the record at the end agree. */
import { hash } from 'node:crypto';
import type { TraceContext } from '../domain/trace-context.ts';

/** W3C Trace Context, level 1: a version of two digits but `ff`, a trace, a parent, flags; later versions may say more behind. */
const traceparentForm = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/;

const span = 2n ** 64n;

/** Ours are 128 random bits. */
const bitsOf = (callId: string): string =>
  /^req_([\da-f]{32})$/.exec(callId)?.[1] ?? hash('sha256', callId).slice(0, 32);

/** The last 56 bits are random (level 2): as a share of all. */
const drawOf = (traceId: string): number => Number.parseInt(traceId.slice(-13), 16) / 2 ** 52;

/** A caller who says whether their trace is kept is followed; else `sample` of them are, from 0 to 1. */
export const traceOf = (callId: string, traceparent: string | undefined, sample: number): TraceContext => {
  const [, traceId, parentId, flags] = traceparentForm.exec(traceparent ?? '') ?? [];
  if (traceId !== undefined && parentId !== undefined)
    return { traceId, parentId, isSampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
  const own = bitsOf(callId);
  return { traceId: own, parentId: null, isSampled: drawOf(own) < sample };
};

/** 0: the call itself; then its attempts in their order. */
export const spanIdOf = (callId: string, index: number): string => {
  const bits = bitsOf(callId);
  if (index === 0) return bits.slice(0, 16);
  return ((BigInt(`0x${bits.slice(16)}`) + BigInt(index)) % span).toString(16).padStart(16, '0');
};

/** What goes upstream with an attempt. */
export const traceparentOf = ({ traceId, isSampled }: TraceContext, spanId: string): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
