/** A config of nginx that runs anywhere, all around one location of model calls. */

const isRoot = process.getuid?.() === 0;
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path %folder/${one};`);

/** All around the one location; `main` stands outside of `http`, `upstream` in the upstream. */
export const nginxFile = ({
  main = '',
  upstream = '',
  route = '',
  pass = 'http://llm',
}): string => `${isRoot ? 'user root;' : ''}
worker_processes 1;
pid %folder/pid;
error_log stderr notice;
${main}
events { }
http {
    access_log off;
    ${temporary.join('\n    ')}
    upstream llm {
        ${upstream}
    }
    server {
        listen unix:%socket;
        location /v1/ {
            proxy_pass ${pass};
            ${route}
        }
    }
}
`;
