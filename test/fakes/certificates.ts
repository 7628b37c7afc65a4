/** A certificate that ran out on 1 January 2021, and its key: for servers of tests only. */

export const expired = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBSTCB8AIBATAKBggqhkjOPQQDAjAxMRYwFAYDVQQDDA1tb2RlbC5leGFtcGxl
MRcwFQYDVQQKDA5FeGFtcGxlIElzc3VlcjAeFw0yMDAxMDEwMDAwMDBaFw0yMTAx
MDEwMDAwMDBaMDExFjAUBgNVBAMMDW1vZGVsLmV4YW1wbGUxFzAVBgNVBAoMDkV4
YW1wbGUgSXNzdWVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExMSjo6D2hqw7
Y2/1v/CESDIYNHuKjd1pRQ5JhgY+6QURQzaqJBXv40jI1NvAwyjsjpHhZeh4JFMR
hv26StgqvzAKBggqhkjOPQQDAgNIADBFAiEAwlxlP8JJaGwoGx+uDNpMKO3zrEN8
FbigHtfujkpoBjICIFhTeuDxqZ4sWudcRmNzZeBFrledqwjkr5VEQoAPlw74
-----END CERTIFICATE-----
`,
  key: `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIOpfzXKN/vE+N6rFzqmaoHxs8CV0l+ReYcmoC4Ds+WiqoAoGCCqGSM49
AwEHoUQDQgAExMSjo6D2hqw7Y2/1v/CESDIYNHuKjd1pRQ5JhgY+6QURQzaqJBXv
40jI1NvAwyjsjpHhZeh4JFMRhv26Stgqvw==
-----END EC PRIVATE KEY-----
`,
};
