/** Pages that stand where an answer should be, in the look of those who send them. */
import { injected } from './fault.ts';

const page = (title: string, body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head><title>${title}</title></head>\n<body>\n${body}\n<!-- ${injected} -->\n</body>\n</html>\n`;

export const nginxPage = page(
  '502 Bad Gateway',
  '<center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx</center>',
);

export const cloudflarePage = page(
  'model.invalid | 520: Web server is returning an unknown error',
  '<div id="cf-wrapper"><h1>Web server is returning an unknown error <span>Error code 520</span></h1>\n<p>Cloudflare Ray ID: <strong>0000000000000000</strong></p></div>',
);

export const maintenancePage = page(
  'Down for maintenance',
  '<h1>We will be back soon</h1>\n<p>This service is down for scheduled maintenance.</p>',
);

export const signInPage = page(
  'Sign in',
  '<h1>Sign in</h1>\n<form method="post"><input name="user"><button>Continue</button></form>',
);
