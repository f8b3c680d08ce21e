/** Why an offer is not used for an app: one code and one sentence for each reason, whether the app looked at it or not. */

import { constraintReasons } from "../../../model/constraints.ts";

export const matchReasons = {
  "too-little-cpus": "the offer has too few cpus that the app may use",
  "too-little-mem": "the offer has too little memory that the app may use",
  "too-little-disk":
    "the offer has too little disk that the app may use, its volumes included where they are still to be reserved",
  "too-few-ports": "the offer has fewer ports that the app may use than it needs",
  "port-not-offered": "the offer lacks a port that the app asks for by number",
  ...constraintReasons,
  "no-accepted-role": "the app accepts no role whose unreserved resources it could reserve",
  "no-waiting-volumes": "the offer carries no volume of a suspended task of this app",
  "reservation-too-small": "the offer has the volumes, but less on their reservation than the app needs now",
  "reserved-port-differs":
    "the offer has the volumes, and another port on their reservation than the app asks for",
  "covered-by-waiting-tasks":
    "no fewer tasks are reserved than instances are left to launch: nothing new is reserved",
} as const;

export type MatchReason = keyof typeof matchReasons;

/** Why an offer never came as far as the app's launcher. */
export const passedReasons = {
  "nothing-queued": "nothing of the app was left to launch",
  backoff: "the app's launches were delayed after failures",
  "no-launch-tokens": "Marathon had no launch token left",
  "offer-full": "other apps had as many operations on the offer as Marathon sends for one",
  "offer-reconciled": "the offer carried what belongs to no known task, and went to free that",
  "launcher-failed":
    "a launcher failed on the offer: nothing is left to launch of its app, and apps behind it were not asked",
  "offer-failed": "a label in the offer names no task: Marathon fails on it, for all apps",
} as const;

export type PassedReason = keyof typeof passedReasons;
