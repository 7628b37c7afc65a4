/** Times and sizes as a person writes them. */

export const timeText = (ms: number): string => {
  if (ms === Infinity) return 'no limit';
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 6000) / 10} min` : `${Math.round(ms / 360_000) / 10} h`;
};

export const sizeText = (bytes: number): string => {
  if (bytes === Infinity) return 'no limit';
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 102.4) / 10} KB` : `${Math.round((bytes / 1024 ** 2) * 10) / 10} MB`;
};
