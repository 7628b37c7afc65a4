/** What all rules of Node's servers have in common. */
import type { NodeFile } from '../../node/file.ts';
import type { Rule } from '../../rule.ts';

export type NodeRule = Rule<NodeFile>;

export const manual = 'Node.js manual, HTTP';

/** A server of ten lines, with more of them. */
export const server = (lines: string): string => `import http from 'node:http';

const server = http.createServer(answer);
${lines}
server.listen(8080);
process.on('SIGTERM', () => server.close());
`;
