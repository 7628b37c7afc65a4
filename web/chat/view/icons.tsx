/** The chat's drawings, 24 by 24, in the manner of the pages' icons. */

const lines = {
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  stop: 'M7 7h10v10H7Z',
  copy: 'M9 9h10v11H9ZM15 9V4.5H5V16h4',
  done: 'M5 12.5 10 17.5 19 7',
  again: 'M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 4v4.5H15',
  edit: 'M4 20h4L19 9l-4-4L4 16ZM13.5 6.5l4 4',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  forth: 'M9.5 5.5 16 12l-6.5 6.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  clip: 'm20 11-8.2 8.2a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.2 8.1a1.7 1.7 0 0 1-2.4-2.4L14.5 7',
  theme: 'M12 3.5a8.5 8.5 0 1 0 0 17ZM12 3.5a8.5 8.5 0 0 1 0 17',
  more: 'M5 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0M11.2 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0M17.4 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0',
} as const;

export type IconName = keyof typeof lines;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={lines[name]} />
  </svg>
);

/** A button that is a drawing; its name is said and shown on hover. */
export const IconButton = (parts: {
  readonly icon: IconName;
  readonly name: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly expanded?: boolean;
}) => (
  <button
    type="button"
    class={`icon-button ${parts.className ?? ''}`}
    title={parts.name}
    aria-label={parts.name}
    aria-expanded={parts.expanded}
    disabled={parts.disabled ?? false}
    onClick={parts.onClick}
  >
    <Icon name={parts.icon} />
  </button>
);
