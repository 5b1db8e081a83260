import type { ServeOptions } from "../../options/serve-options.ts";
import type { Flag } from "./flags.ts";

export const SERVE_FLAGS: readonly Flag<ServeOptions>[] = [
  { key: "port", spelling: "--port <n>", help: "port to listen on; 0 takes a free one" },
  {
    key: "host",
    spelling: "--host <address>",
    help: "address to listen on; 0.0.0.0 lets other machines in",
  },
  {
    key: "latencyMs",
    spelling: "--latency <duration>",
    help: "play a slow service: time added to each frame",
  },
  {
    key: "capacity",
    spelling: "--capacity <n>",
    help: "play a small service: frames worked on at once (default: any number)",
  },
  {
    key: "failRate",
    spelling: "--fail-rate <rate>",
    help: "play a flaky service: share of requests answered 500, such as 0.1 or 10%",
  },
];
