/** Kubernetes: events, states of pods, and what kubectl prints of them. */
import type { SignTable } from '../sign.ts';

export const kubernetesTable: SignTable = {
  system: 'Kubernetes',
  vantage: 'path',
  farSide: 'site',
  signs: [
    {
      when: /OOMKilled|OOMKilling|Out of memory: Kill(?:ed)? process|oom-kill|exit(?:ed with)? code:? 137/i,
      code: 'connection_terminated',
      family: 'backend',
      sure: 0.93,
      means: 'the server used more memory than it may and was killed',
      tip: 'Raise `resources.limits.memory`, or lower context length and batch size of the model server.',
    },
    {
      when: /CrashLoopBackOff|Back-off restarting failed container/,
      code: 'connection_terminated',
      family: 'backend',
      sure: 0.92,
      means: 'the server crashes again and again as soon as it starts',
      tip: '`kubectl logs POD --previous` has its last words.',
    },
    {
      when: /ImagePullBackOff|Back-off pulling image|Failed to pull image|ErrImagePull|InvalidImageName|CreateContainerConfigError|FailedMount|configmap "[^"]{1,200}" not found|secret "[^"]{1,200}" not found/i,
      code: 'proxy_configuration_error',
      sure: 0.92,
      means: 'the pod cannot start: its image, a secret, a volume or its configuration is missing or named wrongly',
    },
    {
      when: /FailedScheduling[^\n]{0,200}|Insufficient (?:cpu|memory|nvidia\.com\/gpu|pods)|\d{1,5}\/\d{1,5} nodes are available/,
      code: 'overloaded',
      sure: 0.9,
      means: 'no machine of the cluster has room for the pod',
      tip: 'Add nodes (GPUs), or let the autoscaler do it.',
    },
    {
      when: /(?:Readiness|Startup) probe failed[^\n]{0,200}connection refused/,
      code: 'connection_refused',
      sure: 0.92,
      means: 'the pod does not listen yet, or its program is down',
      instead: 'loading',
    },
    {
      when: /(?:Readiness|Startup|Liveness) probe failed[^\n]{0,200}(?:context deadline exceeded|Client\.Timeout|timed out|timeout)/i,
      code: 'http_response_timeout',
      sure: 0.85,
      instead: 'overloaded',
      means: 'the pod does not answer its health check in time',
    },
    {
      when: /(?:Readiness|Startup|Liveness) probe failed[^\n]{0,200}|Unhealthy[^\n]{0,100}probe/,
      code: 'upstream_error',
      sure: 0.82,
      instead: 'destination_unavailable',
      means: 'the pod answers its health check wrongly',
    },
    {
      when: /failed liveness probe, will be restarted/,
      code: 'connection_terminated',
      family: 'backend',
      sure: 0.85,
      means: 'the pod hung and is being restarted',
    },
    {
      when: /\bEvicted\b|The node was low on resource|NodeHasDiskPressure|NodeHasMemoryPressure|DiskPressure/,
      code: 'connection_terminated',
      family: 'overload',
      sure: 0.82,
      means: 'the machine ran low on memory or disk and put the pod out',
      who: 'operator',
    },
    {
      when: /NodeNotReady|node is not ready|NodeUnreachable|node\.kubernetes\.io\/unreachable/i,
      code: 'destination_unavailable',
      sure: 0.92,
      means: 'a machine of the cluster is down or cut off',
    },
    {
      when: /no endpoints available for service|has no (?:active |ready )?endpoints|does not have any active Endpoint|<none>[^\n]{0,20}endpoints|endpoints "[^"]{1,200}" not found/i,
      code: 'destination_unavailable',
      sure: 0.94,
      means: 'no pod of the service is ready',
    },
    {
      when: /Scaled down replica set|Stopping container|SuccessfulDelete|Killing container|Killing\s{1,20}[Ss]topping|node\/\S{1,100} (?:cordoned|drained)|evicting pod/,
      code: 'draining',
      sure: 0.8,
      means: 'pods were taken away on purpose: a rollout, a scale-down or a drain',
      tip: 'Let the pod finish its requests: a `preStop` sleep of some seconds, and a `terminationGracePeriodSeconds` longer than the longest answer.',
    },
  ],
};
