/** The way to the pages: in the bar where there is room, else in the side. */

export const PageLinks = ({ className }: { readonly className: string }) => (
  <nav class={className} aria-label="Pages">
    <a href="/about">About</a>
    <a href="/explain">Explain</a>
    <a href="/causes">Causes</a>
    <a href="/doctor">Doctor</a>
    <a href="/status">Status</a>
  </nav>
);
