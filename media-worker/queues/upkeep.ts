import { type DatabaseCall, databaseCall } from "../database-call.ts";

/**
 * What the database does by the clock, in the order of the domains. Each function returns how many rows it has dealt
 * with, and what must wait for nobody is a batch a call, `untilEmpty`.
 */
const calls: DatabaseCall[] = [
  // Buckets that are full again: the table holds only the active.
  { name: "sweep-rate-buckets", cron: "*/5 * * * *", call: "private.sweep_rate_buckets" },
  // Events of a month ago that every reader has read.
  { name: "purge-engagement", cron: "37 3 * * *", call: "private.purge_engagement" },
  // Sessions that ended a month ago: until then they show up in an account's history.
  { name: "purge-sessions", cron: "17 3 * * *", call: "private.purge_sessions" },
  // Failed sign-ins that no longer count.
  { name: "sweep-login-failures", cron: "37 * * * *", call: "private.sweep_login_failures" },
  // What the audit trail need no longer tell.
  { name: "purge-audit-events", cron: "27 3 * * *", call: "private.purge_audit_events" },
  // Mails that were sent or given up long ago, and the tokens of their links.
  { name: "purge-mails", cron: "47 * * * *", call: "private.purge_mails" },
  // How common each interest is: a shared rare one says more about two people than three common ones.
  { name: "weigh-interests", cron: "41 * * * *", call: "private.weigh_interests" },
  // Whose ban is over: what is stored because of it, as the audience of their posts.
  { name: "show-people-again", everySeconds: 10, call: "private.show_people_again" },
  // Who has left is no longer listed as online, and when they were there is kept.
  { name: "sweep-presence", cron: "* * * * *", call: "private.sweep_presence" },
  // When people were there more than 400 days ago.
  { name: "purge-presence-sessions", cron: "13 4 * * *", call: "private.purge_presence_sessions" },
  // Mutes that are over, and connection requests that were answered long ago.
  { name: "purge-graph", cron: "27 3 * * *", call: "private.purge_graph" },
  // Media that were announced and never completed; their objects and parts follow.
  { name: "sweep-uploads", cron: "*/5 * * * *", call: "private.sweep_uploads" },
  // For the search with typos: words that nobody is called by any more.
  { name: "sweep-people-words", cron: "23 4 * * *", call: "private.sweep_people_words" },
  // Scheduled posts whose minute has come.
  { name: "publish-due-posts", cron: "* * * * *", call: "private.publish_due_posts" },
  // Posts that were deleted a month ago, with all that hangs on them; the objects of their media follow.
  { name: "purge-posts", cron: "47 3 * * *", call: "private.purge_posts", untilEmpty: true },
  // Rising and viral posts that have gone quiet.
  { name: "judge-quiet-posts", cron: "* * * * *", call: "private.judge_quiet_posts" },
  // What the sample of ranked lists says about each post, for its author.
  { name: "count-exposures", cron: "* * * * *", call: "private.count_exposures" },
  // Predicted reach is compared with what came of it, and learnt from at night.
  { name: "grade-predictions", cron: "33 * * * *", call: "private.grade_predictions", untilEmpty: true },
  { name: "fit-virality", cron: "53 3 * * *", call: "private.fit_virality" },
  // Minute buckets and insights that nobody reads any more.
  { name: "purge-virality", cron: "*/10 * * * *", call: "private.purge_virality" },
  { name: "purge-insights", cron: "57 3 * * *", call: "private.purge_insights" },
  // What trends, and what no trend is made of any more.
  { name: "refresh-trends", cron: "* * * * *", call: "private.refresh_trends" },
  { name: "purge-topics", cron: "19 3 * * *", call: "private.purge_topics" },
  // Messages whose time has come. Readers leave them out from that moment on.
  { name: "expire-messages", everySeconds: 10, call: "private.expire_messages", untilEmpty: true },
  // Anonymous conversations a day after they were left, and others a day after their last member has gone.
  { name: "purge-conversations", cron: "7 * * * *", call: "private.purge_conversations", untilEmpty: true },
  // The ranked sources that every feed shares; at once, since those of a new database are empty.
  {
    name: "refresh-feed-sources",
    cron: "* * * * *",
    call: "private.refresh_feed_sources",
    atStart: true,
    isQuiet: true,
  },
  // What was served, kept lists and the counterfactual log, each after its time.
  { name: "purge-feed", cron: "*/5 * * * *", call: "private.purge_feed" },
  // Tastes that have faded.
  { name: "purge-tastes", cron: "33 4 * * *", call: "private.purge_tastes", untilEmpty: true },
  // What was found behind links an hour ago.
  { name: "sweep-link-previews", cron: "*/10 * * * *", call: "private.sweep_link_previews" },
  // Proposals that were not answered in time, and searches whose time is up.
  { name: "expire-matches", everySeconds: 1, call: "private.expire_matches", untilEmpty: true },
  // What matchmaking need not remember any longer.
  { name: "purge-matches", cron: "23 * * * *", call: "private.purge_matches" },
  // What admins tell many, a batch of people at a time.
  {
    name: "send-scheduled-notifications",
    everySeconds: 1,
    call: "private.send_scheduled_notifications",
    untilEmpty: true,
    isQuiet: true,
  },
  // Notifications of a quarter of a year ago.
  { name: "purge-notifications", cron: "43 4 * * *", call: "private.purge_notifications", untilEmpty: true },
  // Whoever has been away for days hears by mail what there is.
  { name: "queue-mail-digests", cron: "9 * * * *", call: "private.queue_mail_digests" },
  // Pushes and their ledger of a month ago, and devices that are silent.
  { name: "purge-pushes", cron: "49 4 * * *", call: "private.purge_pushes", untilEmpty: true },
  // Copies of the pictures of pages, after 90 days.
  { name: "purge-preview-images", cron: "33 4 * * *", call: "private.purge_preview_images", untilEmpty: true },
  // What moderators decided, ten minutes later.
  { name: "tell-decisions", everySeconds: 10, call: "private.tell_decisions", untilEmpty: true },
  // Days of the activity log that are old enough, and the tables of the next.
  { name: "purge-events", cron: "3 * * * *", call: "private.purge_events", atStart: true },
  // What was removed and can no longer be appealed, and evidence that was kept long enough.
  { name: "purge-moderation", cron: "39 4 * * *", call: "private.purge_moderation" },
  // What rules hit a quarter of a year ago.
  { name: "purge-rule-hits", cron: "41 4 * * *", call: "private.purge_rule_hits" },
  // Sessions that are over are counted; who has had a birthday belongs to the next age band; what was counted years ago.
  { name: "tally-sessions", cron: "* * * * *", call: "private.tally_sessions", untilEmpty: true },
  { name: "tend-lifecycles", cron: "9 1 * * *", call: "private.tend_lifecycles", untilEmpty: true },
  { name: "purge-tallies", cron: "39 4 * * *", call: "private.purge_tallies" },
  { name: "purge-call-times", cron: "49 4 * * *", call: "private.purge_call_times" },
  // How many people went from one quarter of an hour to another, where nobody did in the end.
  { name: "purge-activity-links", cron: "29 4 * * *", call: "private.purge_activity_links" },
];

export const upkeep = calls.map(databaseCall);
