/** The bid form, its answers, and taking a bid back. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { iso } from "./isolate";

const form: Texts["bidding"]["form"] = {
  sending: "جارٍ الإرسال …",
  minimum: (money) => `الحد الأدنى ${iso(money)}`,
  buyNow: (money) => `اشترِ الآن بمبلغ ${iso(money)}`,
  oneTap: "زايد بلمسة واحدة",
  checkOutcome: "تحقق من النتيجة",
  secretMaximum: "السقف السري",
  maximumHint: "نزايد عنك خطوة خطوة.",
  units: "الوحدات",
  ofUnits: (units) => `من ${numberText(units)}`,
  takeUnits: (units) => `خذ من ${numberText(1)} إلى ${numberText(units)} من الوحدات.`,
  maximumBelow: (money) => `سقفك أقل من ${iso(money)}.`,
};

const answers: Texts["bidding"]["answers"] = {
  unknown: (money) => `لا جواب بعد: قد تكون مزايدتك بمبلغ ${iso(money)} قائمة وقد لا تكون.`,
  sealed: (money) => `وصل عرضك السري بمبلغ ${iso(money)}. يمكنك استبداله حتى الإغلاق.`,
  yours: (units, money) => `صار لك ${numberText(units)} بسعر ${iso(money)}.`,
  leading: (money) => `قُبلت: أنت متصدّر عند ${iso(money)}.`,
  outbidAtOnce: (money) => `تجاوزك فورًا سقف أعلى، عند ${iso(money)}.`,
  yourMaximum: (money) => `سقفك السري: ${iso(money)}`,
  yourUnits: (units, money) => `عرضك: ${numberText(units)} بسعر ${iso(money)}`,
  yourOffer: (money) => `عرضك: ${iso(money)}`,
};

const takingBack: Texts["bidding"]["takingBack"] = {
  open: "اسحب مزايدتي",
  latestTitle: "أتسحب مزايدتك الأخيرة؟",
  bidTitle: (money) => `أتسحب مزايدتك بمبلغ ${iso(money)}؟`,
  mistyped: "أخطأت في الكتابة",
  changedDescription: "تغيّر الوصف",
  keep: "أبقِها",
  done: "سُحبت مزايدتك.",
  onlyLatest: "تُسحب مزايدتك الأخيرة وحدها، ويُحسب السعر من جديد من المزايدات الباقية.",
  allBids: "تُسحب كل مزايداتك على هذه القطعة، ويُحسب السعر من جديد من المزايدات الباقية.",
  maybeStands: "إن كانت قد لاقت مزايدة أخرى أو السعر الاحتياطي، فإنها تبقى قائمة.",
  noMoreBids: "لن يمكنك بعدها المزايدة على هذه القطعة.",
  maybeNoMoreBids: "إن كانت قد لاقت مزايدة أخرى أو السعر الاحتياطي، فلن يمكنك بعدها المزايدة على هذه القطعة.",
};

export const bidding: Texts["bidding"] = { form, answers, takingBack };
