import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 that leads into somebody's own network or nowhere. Source: the IANA IPv4 Special-Purpose Address Registry, RFC 6890. */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carriers' NAT
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, and the metadata of clouds
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.31.196.0", 24], // AS112
  ["192.52.193.0", 24], // AMT
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["192.175.48.0", 24], // AS112
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
] as const) {
  notPublic.addSubnet(network, prefix, "ipv4");
}

/** IPv6 that is given out to anybody at all. Loopback, v4-mapped, NAT64, unique local, link-local and multicast lie outside. */
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Parts of it that are something else. Source: the IANA IPv6 Special-Purpose Address Registry. */
const notGlobal = new BlockList();
for (const [network, prefix] of [
  ["2001::", 23], // protocol assignments, Teredo, ORCHID
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4: an IPv4 address inside
  ["2620:4f:8000::", 48], // AS112
  ["3fff::", 20], // documentation
] as const) {
  notGlobal.addSubnet(network, prefix, "ipv6");
}

/** Whether an address belongs to a machine on the open internet. Whatever is not known to is refused. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublic.check(address, "ipv4");
  if (!isIPv6(address) || address.includes("%")) return false;
  return global.check(address, "ipv6") && !notGlobal.check(address, "ipv6");
}

/** This very machine, by the addresses that tests use. */
export const isLoopback = (address: string): boolean => address === "::1" || /^127\./.test(address);
