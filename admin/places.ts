import { useEffect, useState } from "preact/hooks";

/** Where the console is: `#/people/<id>` is the page `people` with one more word. A static host needs to know nothing. */
export interface Place {
  page: string;
  rest: string[];
}

const read = (): Place => {
  const [page = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { page, rest };
};

export const hrefOf = (...words: string[]): string => `#/${words.map(encodeURIComponent).join("/")}`;

export const goTo = (...words: string[]): void => {
  location.hash = hrefOf(...words);
};

export function usePlace(): Place {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const update = () => setPlace(read());
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  return place;
}
