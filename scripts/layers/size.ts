/** Measures a source file: its lines, its functions and the sentence it must begin with. */
import { limits } from '../house-plan.ts';
import { isTest } from './rooms.ts';
import { isNode, nameOf, walk } from './syntax.ts';
import type { Placed, SyntaxNode } from './syntax.ts';

export interface Oversize {
  readonly offset: number;
  readonly says: string;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly lineAt: (offset: number) => number;
}

export const sizeFindingsOf = (source: Source): readonly Oversize[] => {
  const found = [...functionFindings(source)];
  if (isTest(source.file)) return found;
  const lines = source.text.split('\n').length - (source.text.endsWith('\n') ? 1 : 0);
  const most = source.file === 'src/main.ts' ? limits.mainLines : limits.fileLines;
  if (lines > most) found.push({ offset: 0, says: `has ${lines} lines: ${most} at most` });
  if (mustIntroduceItself(source.file) && !/^(#!.*\n)?\/\*\*\s[\s*]*[^\s*/]/.test(source.text)) {
    found.push({ offset: 0, says: 'does not begin with a /** sentence */ that says what it is for' });
  }
  return found;
};

const mustIntroduceItself = (file: string): boolean => file.startsWith('src/') || file.startsWith('scripts/');

function* functionFindings(source: Source): Generator<Oversize> {
  for (const placed of walk(source.program)) {
    const { node } = placed;
    if (!isFunction(node)) continue;
    const name = functionName(placed);
    const parameters = parametersOf(node);
    if (parameters > limits.parameters) {
      yield { offset: node.start, says: `function ${name} has ${parameters} parameters: ${limits.parameters} at most` };
    }
    const lines = source.lineAt(node.end) - source.lineAt(node.start) + 1;
    if (lines > limits.functionLines && !isTest(source.file)) {
      yield { offset: node.start, says: `function ${name} has ${lines} lines: ${limits.functionLines} at most` };
    }
  }
}

const isFunction = (node: SyntaxNode): boolean =>
  ['ArrowFunctionExpression', 'FunctionDeclaration', 'FunctionExpression'].includes(node.type);

const parametersOf = (node: SyntaxNode): number => {
  const list = Array.isArray(node['params']) ? node['params'] : [];
  return list.filter((each) => nameOf(each) !== 'this').length;
};

const functionName = ({ node, parent }: Placed): string =>
  nameOf(node['id']) ?? (isNode(parent) ? (nameOf(parent['id']) ?? nameOf(parent['key'])) : null) ?? '(unnamed)';
