import type { Random } from "./random.ts";

/** A body for POST auth/register. */
export interface DemoPerson {
  email: string;
  phone: string;
  username: string;
  password: string;
  first_name: string;
  last_name: string;
  gender: "female" | "male" | "nonbinary";
  birth_date: string;
  looking_for: ("dating" | "friendship")[];
  interests: string[];
  location: { latitude: number; longitude: number };
}

/** Everybody in the demo signs in with this. */
export const demoPassword = "plaza-demo-password";

const women =
  "Amira Ana Chiara Chloé Daniela Elif Emma Fatima Greta Hana Ines Ivana Jana Julia Kaja Lea Leila Lena Lucía Maja Maria Mei Mia Nadia Nina Noor Olga Paula Priya Rosa Sara Sofia Tuva Uma Vera Yara Yuki Zoe".split(
    " ",
  );
const men =
  "Adam Ahmed Aleks Anton Arjun Ben Bruno Carlos Davide Diego Elias Emil Farid Finn Gustav Hugo Ilja Ivan Jakob Jonas Kenji Lars Leo Liam Luca Malik Marco Mateo Max Milan Noah Omar Oskar Pablo Rafael Ravi Sami Theo Tomás Viktor Yusuf".split(
    " ",
  );
const surnames =
  "Almeida Andersson Bauer Becker Berg Bianchi Castillo Costa Dubois Eriksen Fernández Fischer García Haddad Hansen Horvat Ito Jansen Johansson Kaya Kim Kowalski Larsen Lindqvist López Meyer Moreau Müller Nguyen Novak Okafor Papadopoulos Patel Petrov Popescu Rossi Santos Schmidt Silva Sørensen Tanaka Varga Virtanen Weber Yıldız".split(
    " ",
  );
const cities = [
  [52.52, 13.405],
  [48.137, 11.575],
  [53.551, 9.994],
  [48.208, 16.372],
  [47.377, 8.541],
  [48.857, 2.352],
  [51.507, -0.128],
  [40.417, -3.703],
  [41.902, 12.496],
  [52.367, 4.904],
  [59.329, 18.069],
  [55.676, 12.568],
] as const;

const ascii = (name: string) =>
  name
    .replaceAll("ø", "o")
    .replaceAll("ı", "i")
    .normalize("NFD")
    .replace(/[^a-zA-Z]/g, "")
    .toLowerCase();

/** Person number `index`. Large cities and the young are more frequent, as in life. */
export function makePerson(random: Random, index: number, interests: readonly string[]): DemoPerson {
  const gender = random.pick(["female", "male", "female", "male", "female", "male", "nonbinary"] as const);
  const firstName = random.pick(gender === "female" ? women : gender === "male" ? men : [...women, ...men]);
  const lastName = random.pick(surnames);
  const username = `${ascii(firstName)}.${ascii(lastName)}${index}`.slice(0, 30);
  const age = 18 + Math.floor(random.next() ** 2 * 45);
  const [latitude, longitude] = cities[Math.floor(random.next() ** 1.7 * cities.length)] as (typeof cities)[number];
  return {
    email: `${username}@example.com`,
    phone: `+49150${String(1_000_000 + index)}`,
    username,
    password: demoPassword,
    first_name: firstName,
    last_name: lastName,
    gender,
    birth_date: `${2026 - age - 1}-${String(random.integer(1, 12)).padStart(2, "0")}-${String(random.integer(1, 28)).padStart(2, "0")}`,
    looking_for: random
      .pick([["friendship"], ["dating"], ["friendship", "dating"]] as const)
      .slice() as DemoPerson["looking_for"],
    interests: random.sample(interests, random.integer(2, 6)),
    location: { latitude: latitude + (random.next() - 0.5) * 0.2, longitude: longitude + (random.next() - 0.5) * 0.2 },
  };
}
