/** The pages of the callers' listener: pure functions from data to a whole HTML document, and the style sheet they share. */
export { chatPage } from './chat.ts';
export { causePage, causesPage } from './causes.ts';
export { explainPage } from './explain.ts';
export { failurePage, notFoundPage } from './failure.ts';
export type { FailureData } from './failure.ts';
export { homePage, overview } from './home.ts';
export type { HomeData } from './home.ts';
export { contentSecurityPolicy } from './layout.ts';
export { whyPage } from './why.ts';
