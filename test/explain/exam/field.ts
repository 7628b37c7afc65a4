/** Exam: texts as they turn up in the field, of every system, in no order. */
import type { ExamCase } from '../case.ts';

export const fieldCases: readonly ExamCase[] = [
  { text: 'Oops, an error occurred! Try again', family: 'backend', who: 'provider' },
  {
    text: 'Access denied. Error reference number: 1020',
    family: ['misconfiguration', 'client'],
    who: ['operator', 'caller'],
  },
  {
    text: 'Error 1006: Access denied. The owner of this website has banned your IP address',
    family: ['misconfiguration', 'client'],
    who: ['operator', 'caller'],
  },
  { text: 'Something went wrong (1076)', family: 'backend', who: 'provider' },
  {
    text: 'Sorry, your request was rate-limited. Please wait 59 minutes before trying again.',
    family: 'throttling',
    who: 'caller',
  },
  { text: 'Sorry, no response was returned.', family: 'backend', who: 'provider' },
  {
    text: "I'm sorry, I'm having trouble responding to requests right now. Let’s try this again in a bit.",
    family: 'backend',
    who: 'provider',
  },
  { text: 'API Error (Connection error.) · Retrying in 5 seconds… (attempt 4/10)', family: 'network', who: 'network' },
  { text: 'API Error (Request timed out.) · Retrying in 1 seconds', family: 'timeout', who: ['provider', 'caller'] },
  { text: 'Credit balance too low', family: 'throttling', who: 'caller' },
  {
    text: 'Claude usage limit reached. Your limit will reset at 3pm (Europe/Berlin).',
    family: 'throttling',
    who: 'caller',
  },
  {
    text: 'API Error: 500 {"type":"error","error":{"type":"api_error","message":"Internal server error"},"request_id":null}',
    family: 'backend',
    who: 'provider',
  },
  {
    text: 'ChatGPT is currently unavailable. We are working to restore all services',
    family: 'outage',
    who: 'provider',
  },
  {
    text: 'botocore.errorfactory.ThrottlingException: An error occurred (ThrottlingException) when calling the InvokeModel operation: Too many requests, please wait before trying again.',
    family: 'throttling',
    who: 'caller',
  },
  {
    text: 'litellm.Timeout: Connection timed out after 600.0 seconds.',
    family: 'timeout',
    who: ['provider', 'caller'],
  },
  {
    text: 'litellm.APIConnectionError: OllamaException - [Errno 111] Connection refused',
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host api.openai.com:443 ssl:default [Temporary failure in name resolution]',
    family: 'dns',
    who: 'network',
  },
  {
    text: 'aiohttp.client_exceptions.ClientPayloadError: Response payload is not completed',
    family: 'backend',
    who: ['operator', 'provider'],
  },
  {
    text: 'httpx.ReadTimeout: The read operation timed out',
    family: 'timeout',
    who: ['operator', 'provider', 'caller'],
  },
  { text: 'httpx.ConnectError: [Errno 8] nodename nor servname provided, or not known', family: 'dns', who: 'network' },
  {
    text: 'requests.exceptions.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    family: ['misconfiguration', 'backend'],
    who: 'operator',
  },
  {
    text: "httpx.HTTPStatusError: Server error '502 Bad Gateway' for url 'https://api.openai.com/v1/chat/completions'",
    family: 'outage',
    who: 'provider',
  },
  {
    text: 'Error: 502 status code (no body)\n    at APIError.generate (openai/error.mjs)',
    family: 'outage',
    who: 'provider',
  },
  {
    text: 'FetchError: request to https://api.openai.com/v1/chat/completions failed, reason: connect ECONNREFUSED 104.18.6.192:443',
    family: 'outage',
    who: 'provider',
  },
  {
    text: 'FetchError: invalid json response body at https://x.example.org/ reason: Unexpected token < in JSON at position 0',
    family: 'misconfiguration',
    who: ['operator', 'caller'],
  },
  {
    text: 'AggregateError [ECONNREFUSED]: \n    at internalConnectMultiple (node:net:1122:18)',
    family: 'outage',
    who: 'operator',
  },
  { text: 'NS_ERROR_NET_RESET', family: 'network', who: 'network' },
  { text: 'SEC_ERROR_UNKNOWN_ISSUER', family: 'tls', who: ['network', 'operator'] },
  { text: 'PR_END_OF_FILE_ERROR', family: ['network', 'tls'], who: 'network' },
  {
    text: 'NSURLErrorDomain Code=-1009 "The Internet connection appears to be offline."',
    family: 'network',
    who: 'network',
  },
  {
    text: 'NSURLErrorDomain Code=-1003 "A server with the specified hostname could not be found."',
    family: 'dns',
    who: 'network',
  },
  {
    text: 'NSURLErrorDomain Code=-1200 "An SSL error has occurred and a secure connection to the server cannot be made."',
    family: 'tls',
    who: 'operator',
  },
  {
    text: "WebSocket connection to 'wss://chat.example.org/ws' failed: Error during WebSocket handshake: Unexpected response code: 502",
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'EventSource\'s response has a MIME type ("text/html") that is not "text/event-stream". Aborting the connection.',
    family: 'misconfiguration',
    who: ['operator', 'caller'],
  },
  {
    text: '<!DOCTYPE html><html><head><title>chat.example.org | 502: Bad gateway</title></head><body><h1>Bad gateway <span>Error code 502</span></h1><span>Browser Working</span><span>Cloudflare Working</span><span>Host Error</span>Cloudflare Ray ID: 8a1b</body></html>',
    family: 'outage',
    who: 'operator',
  },
  {
    text: '<!DOCTYPE html><html><head><title>chat.example.org | 524: A timeout occurred</title></head><body>Error code 524 Cloudflare Ray ID: 8a1b</body></html>',
    family: 'timeout',
    who: 'operator',
  },
  {
    text: '<H1>502 ERROR</H1><H2>The request could not be satisfied.</H2>CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin closed the connection. Generated by cloudfront (CloudFront)',
    family: 'outage',
    who: 'operator',
  },
  {
    text: "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>",
    family: 'timeout',
    who: 'operator',
  },
  {
    text: '<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>',
    family: 'backend',
    who: 'operator',
  },
  {
    text: '502. That’s an error. The server encountered a temporary error and could not complete your request. Please try again in 30 seconds. That’s all we know.',
    family: 'outage',
    who: 'operator',
  },
  { text: '{"message":"Service Unavailable"}', family: ['overload', 'outage'], who: ['operator', 'provider'] },
  { text: '{"detail":"Not authenticated"}', family: 'client', who: 'caller' },
  {
    text: '{"error":{"message":"Engine is currently overloaded, please try again later","type":"server_error","param":null,"code":"engine_overloaded"}}',
    family: 'overload',
    who: 'provider',
  },
  {
    text: '{"object":"error","message":"This model\'s maximum context length is 4096 tokens","type":"BadRequestError","param":null,"code":400}',
    family: 'client',
    who: 'caller',
  },
  {
    text: '{"error":{"code":"429","message": "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-02-01 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 26 seconds."}}',
    family: 'throttling',
    who: 'caller',
  },
  {
    text: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    family: 'backend',
    who: 'operator',
  },
  {
    text: 'kernel: Out of memory: Killed process 1234 (python3) total-vm:123456kB',
    family: 'backend',
    who: 'operator',
  },
  { text: 'FATAL: sorry, too many clients already', family: 'overload', who: 'operator' },
  { text: '; <<>> DiG 9.18 ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1234', family: 'dns', who: 'network' },
  { text: 'The page is very slow and then says bad gateway', family: 'outage', who: ['operator', 'provider'] },
  { text: 'my chatgpt says 502 all the time since yesterday', family: 'outage', who: 'provider' },
  { text: 'Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout', family: 'network', who: 'network' },
  {
    text: "fatal: unable to access 'https://x.example.org/': Failed to connect to proxy.example.org port 8080 after 2 ms: Couldn't connect to server",
    family: 'outage',
    who: ['operator', 'network'],
  },
  {
    text: '{"time":"2025-03-14T09:26:53+00:00","remote_addr":"203.0.113.7","request":"POST /v1/chat/completions HTTP/1.1","status":"502","upstream_addr":"10.0.3.17:8000","request_time":"0.001"}',
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'Mar 14 09:26:53 web1 nginx: 203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 502 150 "-" "curl"',
    family: 'outage',
    who: 'operator',
  },
  {
    text: '2025/03/14 09:26:53 [error] 31#31: send() failed (111: Connection refused) while resolving, resolver: 127.0.0.11:53',
    family: 'dns',
    who: 'operator',
  },
  {
    text: 'Mar 14 09:26:53 lb haproxy[1]: 10.0.0.9:4 [14/Mar/2025:09:26:53.1] fe be/s1 0/0/0/5/9 200 8 - - KD-- 1/1/1/1/0 0/0 "POST / HTTP/1.1"',
    family: 'maintenance',
    who: 'operator',
  },
  {
    text: 'Mar 14 09:26:53 lb haproxy[1]: 10.0.0.9:4 [14/Mar/2025:09:26:53.1] fe be/s1 0/0/0/5/9 200 8 - - DD-- 1/1/1/1/0 0/0 "POST / HTTP/1.1"',
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'Mar 14 09:26:53 lb haproxy[1]: 10.0.0.9:4 [14/Mar/2025:09:26:53.1] fe be/s1 0/0/0/5/9 500 8 - - ID-- 1/1/1/1/0 0/0 "POST / HTTP/1.1"',
    family: 'gateway',
    who: 'operator',
  },
  {
    text: '[2025-03-14T09:26:53.409Z] "GET / HTTP/1.1" 408 SI 0 0 300000 - "-" "curl" "id" "a" "10.0.0.2:9000"',
    family: 'timeout',
    who: 'operator',
  },
  {
    text: '[2025-03-14T09:26:53.409Z] "GET / HTTP/1.1" 504 UMSDR 0 0 15000 - "-" "curl" "id" "a" "10.0.0.2:9000"',
    family: 'timeout',
    who: 'operator',
  },
  {
    text: '[2025-03-14T09:26:53.409Z] "GET /get HTTP/1.1" 503 URX,UF upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end} - "TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end" 0 121 792 - "-" "curl/8.11.1" "c0d2" "x" "10.0.0.2:80" outbound|80||x - - - - default',
    family: ['tls', 'misconfiguration'],
    who: 'operator',
  },
  {
    text: 'https 2025-03-14T09:26:53.186641Z app/x/1 203.0.113.7:2 - -1 -1 -1 403 - 5 6 "POST https://x:443/ HTTP/2.0" "ua" X TLSv1.2 - "Root=1" "x" "arn" 0 2025-03-14T09:26:52Z "waf" "-" "-" "-" "-" "-" "-"',
    family: 'misconfiguration',
    who: 'operator',
  },
  {
    text: '2025-03-14T09:26:53.186641Z my-elb 203.0.113.7:2 - -1 -1 -1 503 0 0 0 "GET http://x:80/ HTTP/1.1" "curl" - -',
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'HTTP/1.1 503 Service Unavailable\nRetry-After: 3600\n\n<h1>We are down for maintenance</h1>',
    family: 'maintenance',
    who: ['operator', 'provider'],
  },
  { text: 'ERR_HTTP2_GOAWAY_SESSION', family: ['maintenance', 'backend'], who: 'operator' },
  {
    text: 'error sending request for url (https://api.openai.com/v1/responses): client error (Connect): dns error: failed to lookup address information: Name or service not known',
    family: 'dns',
    who: 'network',
  },
  { text: 'invalid peer certificate: UnknownIssuer', family: 'tls', who: ['operator', 'network'] },
  {
    text: 'Faraday::ConnectionFailed: Failed to open TCP connection to localhost:11434 (Connection refused - connect(2) for "localhost" port 11434)',
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'cURL error 28: Operation timed out after 30000 milliseconds with 0 bytes received',
    family: 'timeout',
    who: ['operator', 'caller'],
  },
  {
    text: 'System.Net.Http.HttpRequestException: Response status code does not indicate success: 502 (Bad Gateway).',
    family: 'outage',
    who: 'operator',
  },
  {
    text: 'System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.',
    family: 'timeout',
    who: ['operator', 'caller'],
  },
  {
    text: 'org.apache.http.NoHttpResponseException: api.example.com:443 failed to respond',
    family: 'backend',
    who: 'operator',
  },
  {
    text: 'Firefox can’t establish a connection to the server at chat.example.org.',
    family: 'outage',
    who: 'operator',
  },
  { text: "the dns server isn't responding", family: 'dns', who: 'network' },
];
