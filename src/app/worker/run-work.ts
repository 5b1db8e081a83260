import { hostname } from "node:os";
import { join } from "node:path";
import type { FrameFeed } from "../../brokers/broker.ts";
import { systemClock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { type RunSummary, toProblem } from "../../core/summary.ts";
import type { WorkOptions } from "../../options/work-options.ts";
import { RunStats } from "../../results/run-stats.ts";
import { summarize } from "../../results/summarize.ts";
import { HeldReader } from "../../submitter/image/held-reader.ts";
import type { ImageOpener } from "../../submitter/image/read-image.ts";
import type { StopReason, StopSignals } from "../../submitter/submitter.ts";
import { BrokerLook } from "../brokers/broker-look.ts";
import { openBroker } from "../brokers/open-broker.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { stopProblems } from "../delivery/stop-problems.ts";
import { packageVersion } from "../monitoring/package-version.ts";
import { shownServices } from "../destination.ts";
import { stateFolder } from "../jobs/job-paths.ts";
import { openQuotas } from "../services/open-quotas.ts";
import { openServices } from "../services/open-services.ts";
import { rejectingServices } from "../services/rejecting-services.ts";
import { RememberedLimits } from "../services/remembered-limits.ts";
import { Answering } from "./answering.ts";
import { feedListeners } from "./feed-listeners.ts";
import { Heartbeat } from "./heartbeat.ts";
import { HeldFrames } from "./held-frames.ts";
import { RoomForFrames } from "./room-for-frames.ts";
import { TakenFrames } from "./taken-frames.ts";
import { checkWorkOptions } from "./work-options.ts";
import { unreturnedProblems } from "./unreturned-problems.ts";
import { workView } from "./work-view.ts";

/**
 * Takes frames from a broker, sends them to services, and brings the answers back, until the options or a signal end it.
 * It keeps no record: what it has not answered when it ends, however that is, comes to another worker.
 *
 * @throws FrameferryError `ERR_OPTION`; `ERR_BROKER_NOT_SET_UP`, `ERR_BROKER_REFUSED` or `ERR_BROKER_AWAY` if the frames
 *   cannot be read; and what `openServices` throws.
 */
export async function runWork(
  given: WorkOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  const options = { ...given, routes: [], crop: null };
  checkWorkOptions(options);
  const clock = systemClock;
  const startedMs = clock.nowMs();
  const { stats = new RunStats(), monitor } = observer;
  const room = new RoomForFrames(options);
  let limits: RememberedLimits | null = null;
  let heartbeat: Heartbeat | null = null;
  const emit: EventListener = (event) => {
    stats.listen(event);
    limits?.listen(event);
    room.listen(event);
    heartbeat?.listen(event);
    observer.emit(event);
  };
  const state = stateFolder(options.state);
  limits = await RememberedLimits.open(join(state, "jobs", "work"), options, emit);
  using quotas = await openQuotas(options, state, { clock, emit });
  await using connection = await openBroker(options.broker, options);
  const feeding = new AbortController();
  const feed = await connection.frames({
    ...{ partition: options.subject, signal: feeding.signal },
    ...feedListeners(emit),
  });
  using held = new HeldFrames(feed.holdMs);
  room.onChange = () => held.look();
  const images: ImageOpener = (buffers) => new HeldReader(buffers, held.bytesOf);
  const { drain, abort } = signals;
  const { gateFor } = observer;
  const tools = { clock, emit, signal: drain, quotas, images, gateFor };
  await using services = await openServices(options, tools, limits);
  const worker = options.workerName ?? `${hostname()}-${process.pid}`;
  const onAcknowledged = monitor && ((seconds: number) => monitor.brokerAcknowledged(seconds));
  const answeringParts = { connection, held, clock, emit, worker, onAcknowledged };
  const answering = new Answering(answeringParts, signals);
  const frames = takenFrames(feed);
  const shown = shownServices(options);
  const facts = { worker, version: packageVersion(), services: shown };
  using heart = new Heartbeat(connection.signs, facts, () => held.size);
  heartbeat = heart;
  const takenAgain = (): number => frames.takenAgainCount;
  await using look = monitor ? new BrokerLook({ connection, clock, takenAgain }) : null;
  const viewed = { services: shown, quotas, broker: look?.view ?? null };
  monitor?.runOpened(workView(connection, held, viewed));
  try {
    const submitted = services.branches.map(({ submitter }) =>
      submitter.submit(frames, answering.commit, emit, signals),
    );
    const stops = await Promise.all(submitted);
    await answering.end();
    await services.mirror?.end(abort);
    await limits?.save();
    return await summary(stops.find((stop) => stop !== null) ?? null);
  } finally {
    monitor?.runClosed();
    held.release();
    feeding.abort();
  }

  function takenFrames(from: FrameFeed): TakenFrames {
    const isConnected = (): boolean => connection.isConnected;
    const parts = { feed: from, held, emit, maxHeld: () => room.maxHeld, isConnected, drain };
    return new TakenFrames(parts, options);
  }

  async function summary(stop: StopReason | null): Promise<RunSummary> {
    const asking = { stop, signal: drain, quotaFor: quotas?.of };
    const { unreturnedCount: unreturned } = answering;
    return summarize(stats, {
      ...{ job: connection.name, resultsPath: connection.name, framesPath: null },
      ...{ sliced: null, unsliced: 0, previousFailures: [], decodeErrors: null },
      ...{ previouslyDelivered: 0, isAborted: drain.aborted, stopped: stop, isRecorded: false },
      rejecting: await rejectingServices(options, stats, asking),
      unreturned,
      problems: [
        ...stopProblems(stop, options).map(toProblem),
        ...unreturnedProblems(unreturned, connection.name),
      ],
      services: shown,
      mirror: services.mirror?.counts ?? null,
      durationMs: clock.nowMs() - startedMs,
    });
  }
}
