/** Running the sale, lot by lot. */

import { iso } from "../../../ui/texts/ar/isolate";
import { numberText } from "../../../ui/texts/locale";
import { plurals } from "../../../ui/texts/plurals";
import type { Texts } from "..";

const count = plurals("ar");
const LOTS = { one: "قطعة واحدة", two: "قطعتان", few: "# قطع", many: "# قطعة", other: "# قطعة" };
const BIDS = {
  zero: "لا مزايدات",
  one: "مزايدة واحدة",
  two: "مزايدتان",
  few: "# مزايدات",
  many: "# مزايدة",
  other: "# مزايدة",
};

const acts: Texts["running"]["acts"] = {
  open: "فتح",
  warn: "إنذار أخير",
  hammer: "المطرقة",
  pass: "تجاوز",
  sell: "بيع دون الاحتياطي",
  pause: "إيقاف مؤقت",
  resume: "استئناف",
  extend: "\u2066+30\u2069 ث",
  void: "إبطال آخر مزايدة",
  reopen: "إعادة الفتح",
  award: "للمزايد التالي",
  withdraw: "سحب",
  undo: "تراجع",
  next: "القطعة التالية",
  pauseAll: "إيقاف الكل",
  resumeAll: "استئناف الكل",
  extendAll: "الكل \u2066+1\u2069 د",
};

const questions: Texts["running"]["questions"] = {
  hammerTo: (price, bidder) => `بيع بسعر ${iso(price)} لـ${bidder}؟`,
  hammerUnsold: "إغلاق دون بيع؟",
  hammer: "إغلاق القطعة؟",
  pass: "تجاوزها؟",
  sell: (price) => `بيع بسعر ${iso(price)} دون الاحتياطي؟`,
  withdraw: "سحبها؟",
  void: (price, bidder) => `إبطال ${iso(price)} من ${bidder}؟`,
  award: "تخلّف الفائز؟",
  pauseAll: "إيقاف كل القطع؟",
};

const done: Texts["running"]["done"] = {
  open: "فُتحت القطعة.",
  warn: "أُعلن الإنذار الأخير.",
  close: "أُغلقت القطعة.",
  pass: "تُجووزت القطعة.",
  sell: "بيعت دون السعر الاحتياطي.",
  pause: "أُوقفت القطعة مؤقتًا.",
  resume: "استُؤنفت القطعة.",
  extend: (by) => `مُدِّدت النهاية ${iso(by)}.`,
  cancel: "سُحبت القطعة.",
  void: "أُبطلت المزايدة.",
  reopen: "القطعة تقبل المزايدات مجددًا.",
  award: "مُنحت للمزايد التالي.",
  asking: (money) => `السعر المطلوب ${iso(money)}.`,
  increment: (money) => `الدرجة ${iso(money)}.`,
  bid: (paddle, money) => `${iso(money)} للوحة ${iso(paddle)}.`,
  consignor: (money) => `${iso(money)} للمالك.`,
  early: "تُحتسب عند الافتتاح.",
  outbidAtOnce: (price) => `ردّ سقف سري في الحال: ${iso(price)}.`,
  notice: "وصل الإعلان إلى القاعة.",
  saleNotice: (lots) => `الإعلان على ${count(lots, { ...LOTS, two: "قطعتين" })}.`,
  sale: (lots) => `تغيّر: ${count(lots, LOTS)}.`,
  saleGoesOn: (lots, others) => `تغيّر: ${count(lots, LOTS)}. ويتابع الخادم الباقي: ${count(others, LOTS)}.`,
};

const conflict: Texts["running"]["conflict"] = {
  title: "تغيّر شيء في هذه الأثناء، ولم يُنفَّذ شيء. راجع الأمر:",
  price: (before, after) => `السعر من ${iso(before)} إلى ${iso(after)}`,
  leader: (name) => `المتصدّر الآن ${name}`,
  nobody: "لا متصدّر الآن",
  status: (before, after) => `من «${before}» إلى «${after}»`,
  end: "تغيّرت النهاية",
  asking: (money) => `السعر المطلوب ${iso(money)}`,
  notice: "صدر إعلان",
  description: "تغيّر الوصف",
  other: "تصرّف كاتب آخر",
};

const room: Texts["running"]["room"] = {
  title: "القاعة",
  reach: "وصلهم السعر",
  behind: (bidders) => `متأخرون: ${numberText(bidders)}`,
  noneBehind: "الجميع",
  nobody: "لا أحد هنا",
  lag: "زمن الوصول",
  bidders: "المزايدون",
  watchers: "المتابعون",
  rate: "مزايدات/د",
  desk: "هذا المكتب",
  refused: "مرفوضة/د",
  unknown: "–",
  ms: (ms) => `${numberText(ms)} م.ث`,
  over: (ms) => `فوق ${iso(ms)}`,
  waits: "تنتظر المطرقة ثانيتين على الأكثر حتى يصل السعر إلى 95%",
};

const bids: Texts["running"]["bids"] = {
  title: "المزايدات",
  none: "لا مزايدات بعد.",
  secret: "العروض سرية حتى الإغلاق.",
  void: "إبطال",
  voided: "باطلة",
  reason: "السبب، للسجل",
  auto: "تلقائية",
  paddle: (number) => `اللوحة ${iso(number)}`,
  mistake: "أُدخلت خطأً",
  sources: { online: "عبر الشبكة", floor: "القاعة", telephone: "الهاتف", absentee: "الدفتر", consignor: "المالك" },
};

const entry: Texts["running"]["entry"] = {
  title: "مزايدة من القاعة",
  floor: "القاعة",
  telephone: "الهاتف",
  absentee: "الدفتر",
  consignor: "المالك",
  paddle: "اللوحة",
  amount: "المبلغ",
  maximum: "حتى",
  units: "الوحدات",
  unitsOf: (most) => `اكتب عدد وحدات من 1 إلى ${numberText(most)}.`,
  enter: "إدخال",
  confirm: "مقصود: أدخلها",
  noPaddle: (number) => `لا توجد لوحة ${iso(number)}. اكتب اسم صاحبها لتُدخل المزايدة:`,
  giveName: "الاسم",
  give: "منح اللوحة",
  needPaddle: "اكتب رقم اللوحة.",
};

const asking: Texts["running"]["asking"] = {
  title: "السعر المطلوب",
  price: "المطلوب",
  increment: "الدرجة",
  set: "ضبط",
};

const notices: Texts["running"]["notices"] = {
  title: "إعلان",
  placeholder: "إلى كل من يتابع",
  lot: "هذه القطعة",
  sale: "المزاد كله",
  send: "إرسال",
  latest: (text) => `على القطعة: ${iso(text)}`,
};

const lots: Texts["running"]["lots"] = {
  title: "القطع",
  search: "البحث عن قطعة",
  keys: { next: "التالية", previous: "السابقة", find: "بحث" },
  paused: "المزاد متوقف مؤقتًا.",
  all: "الكل",
  toCome: "القادمة",
  live: "الجارية",
  ended: "المنتهية",
  none: "لا قطع هنا.",
  noItems: "ليس في هذا المزاد قطع بعد.",
  goToSetup: "اعرض الأولى",
  counts: (sold, ended, all) => `بيع ${numberText(sold)} · انتهى ${numberText(ended)} من ${numberText(all)}`,
};

export const running: Texts["running"] = {
  acts,
  questions,
  done,
  conflict,
  room,
  bids,
  entry,
  asking,
  notices,
  lots,
  price: "السعر",
  startsAt: "يبدأ من",
  soldFor: "بيعت بسعر",
  lastBid: "آخر مزايدة",
  askingNow: "المطلوب الآن",
  nobodyLeads: "لا مزايدات بعد",
  noneStands: "لا مزايدة قائمة",
  reserve: (money) => `السعر الاحتياطي ${iso(money)}`,
  reserveMet: "بُلغ",
  reserveNotMet: "لم يُبلغ",
  noReserve: "بلا سعر احتياطي",
  hiddenReserve: "السعر الاحتياطي",
  estimate: (low, high) => `التقدير ${iso(`${low}–${high}`)}`,
  bidCount: (bids) => count(bids, BIDS),
  noUndo: "لا شيء للتراجع عنه.",
  undone: (what) => `تم التراجع: ${what}`,
  moreActs: "المزيد",
};
