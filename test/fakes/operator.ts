/** An operator of a gateway under test: one call of its operators' API. */
import type { TestGateway } from './gateway.ts';

/** JSON of the answer; anything but success is an error with what was said. */
export const operate = async <T = unknown>(
  gateway: Pick<TestGateway, 'admin' | 'adminToken'>,
  way: `${'POST' | 'PATCH' | 'DELETE'} ${string}`,
  body: object = {},
): Promise<T> => {
  const [method = '', path = ''] = way.split(' ');
  const headers = { authorization: `Bearer ${await gateway.adminToken()}`, 'content-type': 'application/json' };
  const answer = await fetch(gateway.admin + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${way} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
};
