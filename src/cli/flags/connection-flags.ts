import type { ConnectionOptions } from "../../options/connection-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about connections, for every command that talks to a service. */
export const CONNECTION_FLAGS: readonly Flag<ConnectionOptions>[] = inGroup("Connection:", [
  {
    key: "caFile",
    spelling: "--ca-file <file>",
    help: "PEM file of certificates to trust besides the usual ones; read again when it changes",
  },
  {
    key: "cert",
    spelling: "--cert <file>",
    help: "PEM file of the client certificate, for services that ask for one",
  },
  {
    key: "key",
    spelling: "--key <file>",
    help: "PEM file of its private key (default: in the file of --cert)",
  },
  {
    key: "insecure",
    spelling: "--insecure",
    help: "take any certificate of a service, so that anybody on the way can read and change all",
  },
  {
    key: "proxy",
    spelling: "--proxy <url>",
    help: "go through this proxy, but for NO_PROXY (default: HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, but for this machine)",
  },
  {
    key: "proxy",
    spelling: "--no-proxy",
    help: "go through no proxy, whatever the environment says",
  },
]);
