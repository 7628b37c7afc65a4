/** Whether a client would rather have a page than JSON (RFC 9110 section 12.5.1). */

const qualityOf = (accept: string, type: string): number => {
  let quality = 0;
  for (const part of accept.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim());
    if (name !== type) continue;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    quality = Math.max(quality, q === undefined ? 1 : Number(q.slice(2)) || 0);
  }
  return quality;
};

export const prefersPage = (accept: string | readonly string[] | undefined): boolean => {
  const text = typeof accept === 'string' ? accept : (accept?.join(',') ?? '');
  return (
    qualityOf(text, 'text/html') > Math.max(qualityOf(text, 'application/json'), qualityOf(text, 'text/event-stream'))
  );
};
