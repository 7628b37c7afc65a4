/** Light, dark, or as the system has it. */
import { effect, signal } from '@preact/signals';
import type { Device } from './device.ts';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeNames = { system: 'as the system', light: 'light', dark: 'dark' } as const satisfies Record<
  Theme,
  string
>;

export const theme = signal<Theme>('system');

export const nextTheme = (): void => {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system';
};

export const followTheme = (device: Device): void => {
  const kept = device.recall('theme');
  theme.value = themes.find((each) => each === kept) ?? 'system';
  effect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === 'system') delete dataset['theme'];
    else dataset['theme'] = theme.value;
    device.remember('theme', theme.value);
  });
};
