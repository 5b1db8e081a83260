/** The HTTP client. This is the only file that names it, so that it can be replaced. */
export { buildConnector, Client } from "undici";
