/** What all rules of Kubernetes have in common. */
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Rule } from '../../rule.ts';

export type KubeRule = Rule<Cluster>;

export const ofKubernetes = { system: 'kubernetes', versions: 'all' } as const;

export const manual = (page: string): string => `Kubernetes documentation, ${page}`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 3
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      terminationGracePeriodSeconds: 180
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway }
      containers:
        - name: api
          image: example/api:1.0
          command: ["node", "server.js"]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz, port: http }, periodSeconds: 5 }
          lifecycle: { preStop: { sleep: { seconds: 10 } } }
          resources: { requests: { memory: 512Mi }, limits: { memory: 1Gi } }
`;

const service = `---
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ name: http, port: 80, targetPort: http }]
`;

const budget = `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: api }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: api } } }
`;

const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: edge
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "600"
    nginx.ingress.kubernetes.io/proxy-send-timeout: "600"
    nginx.ingress.kubernetes.io/proxy-body-size: 32m
spec:
  ingressClassName: nginx
  rules:
    - http:
        paths:
          - { path: /v1, pathType: Prefix, backend: { service: { name: api, port: { name: http } } } }
`;

/** Manifests in which nothing is wrong, with some of their texts changed. */
export const manifests = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): string =>
  changes.reduce((text, [from, to]) => text.replace(from, to), deployment + service + budget + ingress);
