/** Why an offer is not used for an app: one code and one sentence for each reason. */

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
} as const;

export type MatchReason = keyof typeof matchReasons;
