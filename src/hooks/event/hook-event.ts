import type { Box } from "../../core/frame/predictions.ts";
import type { HookOccasion } from "../../options/hook-options.ts";

/** What a hook is told, with exactly the fields of the JSON that commands read and webhooks get. */
export type HookEvent = DetectionEvent | TroubleEvent | FailuresEvent;

/** What every event says. */
export interface CommonFields {
  /** Of this event alone, the same in each attempt to tell it. */
  readonly id: string;
  /** What happened. */
  readonly when: HookOccasion;
  /** True if it is the end of a trouble that was told. */
  readonly recovered: boolean;
  /** The event in one sentence. */
  readonly message: string;
  /** When it happened, in UTC as ISO 8601. */
  readonly at: string;
  /** Name of the source in the site file: `gate`, or `gate/plates` of one with several services. */
  readonly source: string;
  /** Address of the service, without secrets; `null` for what is about none. */
  readonly service: string | null;
  /** Number of events about the same thing that were left out since the last one, for they came too soon. */
  readonly suppressed: number;
}

/** A label was found in a frame. */
export interface DetectionEvent extends CommonFields {
  readonly when: "detection";
  readonly recovered: false;
  readonly label: string;
  /** Greatest confidence with which it was found in the frame; `null` if the service gives none. */
  readonly confidence: number | null;
  /** Number of times that it was found in the frame, as far as the confidence was enough. */
  readonly count: number;
  /** Where in the frame the one with the greatest confidence is, in pixels; `null` if unknown. */
  readonly box: Box | null;
  /** As in the result of the frame. */
  readonly frame: string;
  /** As in the result of the frame. */
  readonly index: number | null;
  /** As in the result of the frame. */
  readonly ptsSeconds: number | null;
  /** As in the result of the frame; `null` where it is missing there. */
  readonly capturedAt: string | null;
}

/** A camera sends no frames, or a service does not answer; or they do so again. */
export interface TroubleEvent extends CommonFields {
  readonly when: "camera-silent" | "service-away";
  /** What happened to it, in one sentence. */
  readonly reason: string;
  /** When the trouble began, in UTC as ISO 8601. */
  readonly since: string;
  /** How long it lasted, in seconds; `null` while it lasts. */
  readonly durationSeconds: number | null;
}

/** More frames fail than should, or no longer so. */
export interface FailuresEvent extends CommonFields {
  readonly when: "failures";
  /** Reason of the last failure; `null` if none was given. */
  readonly reason: string | null;
  /** When they had become too many, in UTC as ISO 8601. */
  readonly since: string;
  /** How long that lasted, in seconds; `null` while it lasts. */
  readonly durationSeconds: number | null;
  /** Frames with an outcome of delivered or failed in the time that is looked at. */
  readonly frames: number;
  /** Those of them that failed. */
  readonly failed: number;
  /** Share of these, from 0 to 1. */
  readonly share: number;
}

type WithoutCommon<Event> = Event extends HookEvent ? Omit<Event, "id" | "at"> : never;

/** An event before it is given a number and a time. */
export type HookFact = WithoutCommon<HookEvent>;

/** What a condition hands its facts to. */
export type TellFact = (fact: HookFact) => void;
