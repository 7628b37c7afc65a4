/** Pictures and files that go with a message. */
import { useEffect, useMemo } from 'preact/hooks';
import type { Attachment } from '../kept/records.ts';
import { IconButton } from './icons.tsx';

const Picture = ({ attachment: { bytes, name } }: { readonly attachment: Attachment }) => {
  const address = useMemo(() => URL.createObjectURL(bytes), [bytes]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img src={address} alt={name} />;
};

export const Attachments = (parts: {
  readonly all: readonly Attachment[];
  readonly onRemove?: (attachment: Attachment) => void;
}) => {
  const { all, onRemove } = parts;
  if (all.length === 0) return null;
  return (
    <ul class="attachments" aria-label="Attached">
      {all.map((attachment) => (
        <li key={attachment.id}>
          {attachment.type.startsWith('image/') && <Picture attachment={attachment} />}
          <span class="name">{attachment.name}</span>
          {onRemove !== undefined && (
            <IconButton icon="close" name={`Take ${attachment.name} away`} onClick={() => onRemove(attachment)} />
          )}
        </li>
      ))}
    </ul>
  );
};
