/** A page of the documentation that `frameferry help` prints. */
export interface Topic {
  readonly name: string;
  /** What it is about, in the list of topics. */
  readonly about: string;
  /** Path of the page in the folder of the source, from which the build makes its text. */
  readonly page: string;
}

export const TOPICS: readonly Topic[] = [
  { name: "videos", about: "slicing videos, and ffmpeg", page: "slicer/README.md" },
  { name: "cameras", about: "addresses of cameras, by their makers", page: "slicer/cameras.md" },
  { name: "selection", about: "only the frames that matter", page: "selection/README.md" },
  { name: "folders", about: "watching folders, and lists of paths", page: "watcher/README.md" },
  { name: "commands", about: "watching what another program writes", page: "producer/README.md" },
  { name: "options", about: "all options, by command", page: "cli/README.md" },
  { name: "protocols", about: "how services are spoken to", page: "protocols/README.md" },
  { name: "retries", about: "what an answer means; outages, limits", page: "submitter/README.md" },
  { name: "certificates", about: "TLS, proxies", page: "submitter/http/README.md" },
  { name: "credentials", about: "passwords and tokens", page: "credentials/README.md" },
  { name: "routes", about: "routes, and frames that come too fast", page: "pipeline/README.md" },
  { name: "images", about: "images after delivery or failure", page: "images/README.md" },
  { name: "results", about: "results, the summary, failed frames", page: "results/README.md" },
  { name: "exports", about: "CSV, COCO, YOLO, subtitles", page: "export/README.md" },
  { name: "annotations", about: "videos with what was found", page: "annotate/README.md" },
  { name: "reports", about: "a page about a run", page: "report/README.md" },
  { name: "dashboard", about: "looking at a run", page: "dashboard/README.md" },
  { name: "metrics", about: "Prometheus, health, alerts", page: "metrics/README.md" },
  { name: "sites", about: "many sources from one file", page: "site/README.md" },
  { name: "services", about: "a site under systemd", page: "site/service.md" },
  { name: "hooks", about: "commands, webhooks and MQTT that are told", page: "hooks/README.md" },
  { name: "edges", about: "edges and workers on many machines", page: "app/edge/README.md" },
  { name: "brokers", about: "NATS and RabbitMQ, for operators", page: "brokers/README.md" },
  { name: "tuning", about: "how many requests at once suit a service", page: "tune/README.md" },
  { name: "demo", about: "the built-in service", page: "demo/README.md" },
  { name: "state", about: "the ledger, and where state lies", page: "ledger/README.md" },
  { name: "errors", about: "error codes", page: "core/errors.md" },
  { name: "library", about: "the same from TypeScript", page: "api.md" },
];
