import type { ServerResponse } from "node:http";
import type { AllowedRequest } from "../guard.ts";
import type { UploadStore } from "../store/upload-store.ts";
import { renderXml, type XmlElements } from "../xml.ts";

/** A request whose headers and body have been checked, and where its answer goes. */
export interface Exchange {
  request: AllowedRequest;
  /** The XML that came with the request; empty for operations that take none. */
  document: string;
  response: ServerResponse;
  store: UploadStore;
  maxObjectBytes: number;
  region: string;
}

export type Handler = (exchange: Exchange) => Promise<void>;

export function sendXml(response: ServerResponse, document: XmlElements): void {
  response.setHeader("content-type", "application/xml");
  response.end(renderXml(document));
}
