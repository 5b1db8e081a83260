import { expect, test } from "vitest";
import { metricsAddress } from "../support/metrics/metrics-address.ts";
import { startPrometheus } from "../support/metrics/prometheus.ts";
import { whyNoPrometheus } from "../support/metrics/promtool.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

test("a real Prometheus scrapes a run with its token, and counts the frames that were delivered", async ({
  skip,
}) => {
  const reason = whyNoPrometheus();
  if (reason !== undefined) skip(reason);
  const token = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  await using delivery = await DeliveryCommand.open({
    answer: ({ parts }) => (parts[0]?.fileName?.startsWith("bad") === true ? { status: 422 } : {}),
  });
  for (let index = 0; index < 30; index += 1) delivery.land(`in/${index}.jpg`);
  delivery.land("in/bad.jpg");
  const environment = { FRAMEFERRY_METRICS_TOKEN: token };
  const run = delivery.start(["watch", "in", "--metrics", "127.0.0.1:0"], { environment });
  const { host: target } = new URL(await metricsAddress(run));
  await using prometheus = await startPrometheus({ target, token });
  const value = async (query: string): Promise<number | null> =>
    (await prometheus.query(query))[0]?.value ?? null;
  const delivered = 'sum by (source) (frameferry_frames_total{outcome="delivered"})';
  await expect.poll(() => value(delivered)).toBe(30);
  expect(await prometheus.query(delivered)).toEqual([{ metric: { source: "in" }, value: 30 }]);
  expect(await value('up{job="frameferry"}')).toBe(1);
  expect(await value('sum(frameferry_frames_total{outcome="failed"})')).toBe(1);
  expect(await value("sum(frameferry_request_duration_seconds_count)")).toBe(31);
  expect(await value("frameferry_service_up")).toBe(1);
  const { summary } = await run.stop();
  expect(summary).toMatchObject({ delivered: 30, failed: 1 });
  await expect.poll(() => value('up{job="frameferry"}')).toBe(0);
});
