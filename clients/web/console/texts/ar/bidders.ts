/** Admitting bidders, and paddles. */

import { iso } from "../../../ui/texts/ar/isolate";
import type { Texts } from "..";

export const bidders: Texts["bidders"] = {
  title: "المزايدون",
  open: "يمكن للجميع المزايدة في هذا المزاد دون قبول مسبق. ويمكن حظر المزايدين مع ذلك.",
  states: { all: "الكل", requested: "الطلبات", approved: "المقبولون", refused: "المرفوضون", blocked: "المحظورون" },
  columns: { bidder: "المزايد", state: "الحالة", note: "الملاحظة", limit: "الحد", acts: "" },
  none: "لا أحد هنا.",
  approve: "قبول",
  refuse: "رفض",
  block: "حظر",
  blockAsk: "حظر هذا المزايد؟",
  unblock: "إلغاء الحظر",
  limit: "الحد",
  reason: "السبب، ويقرؤه المزايد",
  voidBids: "إبطال مزايداته",
  userId: "معرّف المستخدم",
  addTitle: "بمعرّف المستخدم",
  depositPaid: "دُفع التأمين",
  askedAt: (when) => `طُلب ${iso(when)}`,
  decidedAt: (when) => `تقرّر ${iso(when)}`,
  admitted: (name) => `يمكن لـ${iso(name)} المزايدة.`,
  refused: (name) => `رُفض ${iso(name)}.`,
  blocked: (name) => `حُظر ${iso(name)}.`,
  unblocked: (name) => `لم يعد ${iso(name)} محظورًا.`,
  changeLimit: "تغيير الحد",
  paddles: {
    title: "اللوحات",
    number: "الرقم",
    holder: "الاسم أو معرّف المستخدم",
    isUser: "هذا معرّف مستخدم",
    give: "منح",
    none: "لم تُمنح أي لوحة بعد.",
    given: (number, name) => `اللوحة ${iso(number)} لـ${iso(name)}.`,
  },
};
