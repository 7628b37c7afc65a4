/** All cases: what can be wrong, and what has to be said of it. */
import type { Case } from './case.ts';
import { behind, proxies } from './cases/middle.ts';
import { line, names, well } from './cases/network.ts';
import { doors, lines } from './cases/site.ts';
import { way } from './cases/way.ts';

export const cases: readonly Case[] = [...well, ...line, ...names, ...way, ...doors, ...lines, ...proxies, ...behind];
