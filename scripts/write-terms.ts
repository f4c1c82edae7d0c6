/**
 * Writes the terms of the word lists into a migration: node scripts/write-terms.ts <word lists> <names by country> <cities>.
 * Words of such lists are mostly profanity and talk of sex, so each is a hint, which counts where it is aimed at somebody. What
 * was looked through: slurs are flagged, and words that mean something else more often than not are left out.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [lists, names, cities] = process.argv.slice(2) as [string, string, string];

/** English words for groups of people that are meant to hurt, in singular and plural. */
const slurs = new Set(
  `beaner beaners bulldyke darkie faggot faggots jigaboo jigaboos jiggaboo jiggerboo kike kikes nigger niggers nig-nog
  paki pakis pikey pikeys raghead ragheads shemale shemales slanteye towelhead towelheads tranny trannies wetback wetbacks spic spics
  coons gook gooks retard retards`.split(/\s+/),
);

/** As well cigarettes, clefts and walls against the sea: they tell hate where they are aimed at somebody. */
const ambiguous = ["fag", "fags", "chink", "chinks", "dyke", "dykes"];

/** Words of the lists that mean something else more often than not, or that a doubled letter parts from an everyday word. */
const harmless = new Set(
  `anal|ass|babeland|bareback|barenaked|bastinado|big black|big breasts|blonde action|bondage|boob|boobs|busty|butt|cialis|cock|cocks|coon|
  cornhole|cum|cumming|darkie|dick|domination|dp action|dvda|escort|eunuch|fecal|figging|fingering|genitals|girl on|girl on top|grope|hard core|
  hardcore|honkey|hooker|horny|how to kill|how to murder|huge fat|intercourse|jelly donut|juggs|lolita|lovemaking|make me come|mong|negro|neonazi|
  nipple|nipples|nude|nudity|octopussy|one cup two girls|panties|panty|penis|playboy|pleasure chest|poof|poon|prince albert piercing|quim|rectum|
  sadism|santorum|scat|semen|sex|sexo|sexual|sexually|sexuality|sexy|shrimping|skeet|snatch|snowballing|spastic|spunk|strip club|suck|sucks|
  swastika|swinger|tainted love|taste my|tea bagging|threesome|tied up|tit|titty|tongue in a|topless|tushy|twinkie|undressing|urethra play|vagina|
  vibrator|viagra|voyeur|vulva|wrapping men|xx`
    .split("|")
    .map((word) => word.trim()),
);

/** And those that are everyday words of another language: not, and stays. */
for (const word of ["nicht", "fica"]) harmless.add(word);

const words = (text: string) => text.toLowerCase().split(/[^\p{L}\p{M}]+/u);
/** Whatever people and places are called: no term may be one. */
const called = new Set(
  [
    ...["common-forenames-by-country.csv", "common-surnames-by-country.csv"].map((file) => join(names, file)),
    join(cities, "cities50000.csv"),
  ].flatMap((file) => words(readFileSync(file, "utf8"))),
);

const terms = new Map<string, string>();
const add = (term: string, severity: string, category: string, locale: string) => {
  if (!terms.has(term))
    terms.set(term, `  ('${term.replaceAll("'", "''")}', '${severity}', '${category}', '${locale}')`);
};
for (const slur of slurs) add(slur.replace("-", " "), "flag", "hate", "en");
for (const slur of ambiguous) add(slur, "hint", "hate", "en");
const files = readdirSync(lists).filter((file) => !/^(LICENSE|SOURCE\.md|en)$/.test(file));
for (const locale of ["en", ...files]) {
  for (const line of readFileSync(join(lists, locale), "utf8").split("\n")) {
    const term = line.trim().toLowerCase();
    const isShort = /^[\p{Script=Latin}\s]*$/u.test(term) ? term.length < 4 : [...term].length < 2;
    if (isShort || term.length > 100 || !/\p{L}/u.test(term) || harmless.has(term) || called.has(term)) continue;
    add(term, "hint", "profanity", locale === "fr-CA-u-sd-caqc" ? "fr-CA" : locale);
  }
}
writeFileSync(
  "supabase/migrations/20261125000370_word_lists.sql",
  `-- Written by scripts/write-terms.ts from the List of Dirty, Naughty, Obscene and Otherwise Bad Words (CC BY 4.0, see NOTICE), looked through and
-- shortened. A term that an installation has already keeps what it is; how it is folded has changed.
update private.automod_terms set term = term;
insert into private.automod_terms (term, severity, category, locale) values
${[...terms.values()].join(",\n")}
on conflict (term) do nothing;
-- Nouns for people alone are what quotations and friends use; thrown at somebody they are an attack.
insert into private.automod_terms (term, severity, category, locale)
select attack || ' ' || slur, 'block', 'hate', 'en'
from unnest(array['you fucking', 'you dirty', 'you filthy', 'you stupid', 'you are a', 'youre a', 'kill all', 'hang all', 'gas all']) attack,
  unnest(array['nigger', 'niggers', 'faggot', 'faggots', 'kike', 'kikes', 'spic', 'wetback', 'paki', 'pakis', 'raghead', 'towelhead', 'tranny', 'trannies']) slur
where (attack ~ ' all$') = (slur ~ 's$')
on conflict (term) do nothing;
`,
);
process.stdout.write(`${terms.size} terms\n`);
