import type { ComponentType } from "preact";
import type { Operator } from "./session.ts";

/** What a page is given: the words of the address behind its name, and who looks at it. */
export interface PageProps {
  rest: string[];
  who: Operator;
}

interface PageDefinition {
  name: string;
  title: string;
  group: string;
  /** Moderators do not see it; the database would refuse them too. */
  adminsOnly?: boolean;
  load(): Promise<{ default: ComponentType<PageProps> }>;
}

/** Every page, in the order of the navigation. A page is a file of pages/. */
export const pages: PageDefinition[] = [
  {
    name: "overview",
    title: "Overview",
    group: "Numbers",
    adminsOnly: true,
    load: () => import("./pages/overview.tsx"),
  },
  {
    name: "active",
    title: "Active people",
    group: "Numbers",
    adminsOnly: true,
    load: () => import("./pages/active.tsx"),
  },
  { name: "queue", title: "Reports", group: "Safety", load: () => import("./pages/queue.tsx") },
  { name: "verification", title: "Verification", group: "Safety", load: () => import("./pages/verification.tsx") },
  { name: "people", title: "People", group: "Safety", load: () => import("./pages/people.tsx") },
  { name: "topics", title: "Topics", group: "Safety", load: () => import("./pages/topics.tsx") },
  {
    name: "weights",
    title: "Feed weights",
    group: "Product",
    adminsOnly: true,
    load: () => import("./pages/weights.tsx"),
  },
  {
    name: "settings",
    title: "Settings",
    group: "System",
    adminsOnly: true,
    load: () => import("./pages/settings.tsx"),
  },
  { name: "jobs", title: "Jobs", group: "System", adminsOnly: true, load: () => import("./pages/jobs.tsx") },
];
