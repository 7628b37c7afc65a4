/** The time, once a second, for whatever shows how long something lasts. */
import { useEffect, useState } from 'preact/hooks';

export const useNow = (): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};
