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
  { name: "trends", title: "Trends", group: "Numbers", adminsOnly: true, load: () => import("./pages/trends.tsx") },
  {
    name: "retention",
    title: "Retention",
    group: "Numbers",
    adminsOnly: true,
    load: () => import("./pages/retention.tsx"),
  },
  { name: "funnel", title: "Funnel", group: "Numbers", adminsOnly: true, load: () => import("./pages/funnel.tsx") },
  { name: "viral", title: "Viral posts", group: "Numbers", adminsOnly: true, load: () => import("./pages/viral.tsx") },
  { name: "queue", title: "Reports", group: "Safety", load: () => import("./pages/queue.tsx") },
  { name: "appeals", title: "Appeals", group: "Safety", load: () => import("./pages/appeals.tsx") },
  { name: "reviews", title: "Second reviews", group: "Safety", load: () => import("./pages/reviews.tsx") },
  { name: "pictures", title: "Banned pictures", group: "Safety", load: () => import("./pages/pictures.tsx") },
  { name: "verification", title: "Verification", group: "Safety", load: () => import("./pages/verification.tsx") },
  { name: "people", title: "People", group: "Safety", load: () => import("./pages/people.tsx") },
  { name: "terms", title: "Terms", group: "Safety", adminsOnly: true, load: () => import("./pages/terms.tsx") },
  { name: "rules", title: "Rules", group: "Safety", load: () => import("./pages/rules.tsx") },
  { name: "topics", title: "Topics", group: "Safety", load: () => import("./pages/topics.tsx") },
  {
    name: "announcements",
    title: "Announcements",
    group: "Product",
    adminsOnly: true,
    load: () => import("./pages/announcements.tsx"),
  },
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
  { name: "audit", title: "Audit log", group: "System", adminsOnly: true, load: () => import("./pages/audit.tsx") },
];
