/** The frame around every view: the connection, joining, the reader's identity, notices. */

import type { Texts } from "..";
import { iso } from "./isolate";

export const frame: Texts["frame"] = {
  connecting: "جارٍ الاتصال",
  live: "مباشر",
  silent: "لا جواب",
  reconnecting: "تُعاد محاولة الاتصال",
  closed: "انقطع الاتصال",
  banner: {
    notYet: "لا اتصال بعد. المزايدة تنتظر.",
    silent: (time) => `لا جواب منذ ${iso(time)}. المزايدة تنتظر.`,
    lost: (time) => `انقطع الاتصال منذ ${iso(time)}. المزايدة تنتظر.`,
  },
  join: "انضم",
  signOut: "تسجيل الخروج",
  language: "اللغة",
  contract: "واجهة API",
};
