/** Inputs of a plan: the fleet, and what one machine of each kind can do. */
export interface FleetInputs {
  readonly cameras: number;
  /** Frames a second of each camera. */
  readonly framesPerSecond: number;
  /** Size of a frame, in bytes. */
  readonly frameBytes: number;
  /** Copies that the broker keeps of each frame. */
  readonly replicas: number;
  /** Frames a second that one stream takes with so many copies. */
  readonly streamFramesPerSecond: number;
  /** What a disk of a server writes, in bytes a second. */
  readonly diskBytesPerSecond: number;
  /** What the network of a server carries in each direction, in bytes a second. */
  readonly networkBytesPerSecond: number;
  /** Frames a second that one worker sends. */
  readonly workerFramesPerSecond: number;
  /** Processor time of a frame at its edge, at its worker, and at all servers together, in milliseconds. */
  readonly edgeCpuMs: number;
  readonly workerCpuMs: number;
  readonly serversCpuMs: number;
  /** Time without workers that the streams bridge, in seconds. */
  readonly outageSeconds: number;
}

/** What a fleet needs. */
export interface FleetPlan {
  readonly framesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Streams among which the frames are divided, each with servers of its own. */
  readonly streams: number;
  /** What decides their number. */
  readonly bound: "frames" | "disk" | "network";
  readonly servers: number;
  readonly workers: number;
  /** Cores that are busy at all edges, at all workers and at all servers. */
  readonly cores: { readonly edges: number; readonly workers: number; readonly servers: number };
  /** Of each server, in bytes a second. */
  readonly diskPerServer: number;
  /** Of the server that leads a stream, which sends most: to its copies and to workers, in bytes a second. */
  readonly networkPerLeader: number;
  /** `--max-size` of each stream, in bytes. */
  readonly maxSizePerStream: number;
}

/** Each server with a copy writes a frame to the log of its group and to the stream. */
const WRITES_OF_A_FRAME = 2;

/** Plans a fleet: as many streams as the narrowest of frames, disk and network asks for. @throws RangeError for a bad input. */
export function planFleet(inputs: FleetInputs): FleetPlan {
  for (const [name, value] of Object.entries(inputs))
    if (!(value > 0)) throw new RangeError(`${name} must be more than 0, not ${value}`);
  const { cameras, frameBytes, replicas } = inputs;
  const framesPerSecond = cameras * inputs.framesPerSecond;
  const bytesPerSecond = framesPerSecond * frameBytes;
  const needs = {
    frames: framesPerSecond / inputs.streamFramesPerSecond,
    disk: (bytesPerSecond * WRITES_OF_A_FRAME) / inputs.diskBytesPerSecond,
    network: (bytesPerSecond * replicas) / inputs.networkBytesPerSecond,
  };
  const bound = (Object.keys(needs) as (keyof typeof needs)[]).reduce((most, name) =>
    needs[name] > needs[most] ? name : most,
  );
  const streams = Math.ceil(needs[bound]);
  return {
    ...{ framesPerSecond, bytesPerSecond, streams, bound, servers: streams * replicas },
    workers: Math.ceil(framesPerSecond / inputs.workerFramesPerSecond),
    cores: {
      edges: (framesPerSecond * inputs.edgeCpuMs) / 1000,
      workers: (framesPerSecond * inputs.workerCpuMs) / 1000,
      servers: (framesPerSecond * inputs.serversCpuMs) / 1000,
    },
    diskPerServer: (bytesPerSecond * WRITES_OF_A_FRAME) / streams,
    networkPerLeader: (bytesPerSecond * replicas) / streams,
    maxSizePerStream: (bytesPerSecond * inputs.outageSeconds) / streams,
  };
}
