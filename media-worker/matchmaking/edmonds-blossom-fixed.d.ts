declare module "edmonds-blossom-fixed" {
  /**
   * The matching of greatest weight in a graph whose edges are [one, other, weight], the vertices numbered from 0: for each vertex
   * the one that it is matched with, or -1. Whole weights are computed without rounding.
   */
  export default function matchingOfGreatestWeight(edges: [number, number, number][]): number[];
}
