/** Which messages one stands for that is sent in place of many: Mesos would send, and lose, each of them. */

import type { Message } from "../../model/messages.ts";

/** The messages in their order; most stand for themselves. Offers that were not listed are made. */
export function singlesOf(message: Message): readonly Message[] {
  switch (message.type) {
    case "UPDATES":
      return message.all().map((status) => ({ type: "UPDATE", status }));
    case "OFFERS":
      return message.idle === undefined ? [message] : [{ type: "OFFERS", offers: message.idle.all() }];
    case "DECLINE": {
      const { idle, refuseMs, inOneCall, offers } = message;
      if (idle === undefined) return [message];
      const others = idle.reveal();
      if (inOneCall === true) return [{ type: "DECLINE", offers: [...offers, ...others], refuseMs }];
      return others.map((offer) => ({ type: "DECLINE", offers: [offer], refuseMs }));
    }
    default:
      return [message];
  }
}
