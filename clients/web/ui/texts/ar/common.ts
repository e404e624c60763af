/** What several parts of the page say: statuses, formats, times, amounts, refusals. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { plurals } from "../plurals";
import { iso } from "./isolate";

const count = plurals("ar");
const seconds = { one: "ثانية", two: "ثانيتان", few: "# ثوانٍ", many: "# ثانية", other: "# ثانية" };
const minutes = { one: "دقيقة", two: "دقيقتان", few: "# دقائق", many: "# دقيقة", other: "# دقيقة" };
const days = { one: "يوم", two: "يومان", few: "# أيام", many: "# يومًا", other: "# يوم" };
const units = { one: "وحدة واحدة", two: "وحدتان", few: "# وحدات", many: "# وحدة", other: "# وحدة" };

const statuses: Texts["common"]["statuses"] = {
  scheduled: "لم يُفتح بعد",
  open: "مفتوح",
  paused: "متوقف مؤقتًا",
  closing: "المرة الأولى، المرة الثانية",
  sold: "بيعت",
  unsold: "لم تُبَع",
  cancelled: "سُحبت",
  deleted: "أُزيلت",
};

const formats: Texts["common"]["formats"] = {
  bid: (money) => (money === undefined ? "زايد" : `زايد بمبلغ ${iso(money)}`),
  take: (money) => (money === undefined ? "خذها" : `خذها بمبلغ ${iso(money)}`),
  buy: (money) => (money === undefined ? "اشترِ" : `اشترِ بمبلغ ${iso(money)}`),
  submit: (money) => (money === undefined ? "قدّم" : `قدّم ${iso(money)}`),
  yourBid: "مزايدتك",
  yourSealedBid: "عرضك السري",
  yourOfferEach: "عرضك لكل وحدة",
  currentBid: "المزايدة الحالية",
  fallingPrice: "السعر الآن، وهو ينخفض",
  price: "السعر",
  offersFrom: "العروض ابتداءً من",
  reserveNotMet: "لم يُبلغ السعر الاحتياطي",
  reserveMet: "بُلغ السعر الاحتياطي",
  secret: "العروض سرية حتى الإغلاق",
  paysSecond: "يدفع الفائز قيمة ثاني أعلى عرض",
  paysLowest: "يدفع الجميع أدنى سعر مقبول",
  units: (number) => count(number, units),
  left: (left, all) => `بقي ${numberText(left)} من ${numberText(all)}`,
  winner: (name, number, money) => `${iso(name)}: ${count(number, units)} بسعر ${iso(money)}`,
};

const times: Texts["common"]["times"] = {
  opensSoon: "يُفتح قريبًا",
  opensIn: "يُفتح بعد",
  untilClosed: "حتى يغلقه مدير المزاد",
  endsIn: "ينتهي بعد",
  closing: "جارٍ الإغلاق …",
  stopped: "الوقت متوقف",
  ended: "انتهى",
  extended: (by) => `مُدِّد ${by}`,
  days: (number, clock) => `${count(number, days)} ${iso(clock)}`,
  moved: (minute, second) =>
    [minute && count(minute, minutes), second && count(second, seconds)].filter(Boolean).join(" و"),
};

const amounts: Texts["common"]["amounts"] = {
  outOfRange: "هذا المبلغ خارج الحدود المسموح بها.",
  notAnAmount: (example) => `هذا ليس مبلغًا. اكتبه على هذا النحو: ${iso(example)}`,
  noDecimals: (currency) => `العملة ${iso(currency)} ليس لها كسور عشرية.`,
  decimalsAtMost: (currency, decimals) =>
    `العملة ${iso(currency)} تقبل من المنازل العشرية ${numberText(decimals)} على الأكثر.`,
};

const refusals: Texts["common"]["refusals"] = {
  tooLow: "المبلغ منخفض جدًا.",
  tooLowBelow: (minimum) => `المبلغ منخفض جدًا: الحد الأدنى الآن ${iso(minimum)}.`,
  alreadyLeading: "أنت متصدّر بالفعل. لتزايد أكثر، حدّد سقفًا سريًا أعلى.",
  closed: "فات الأوان: انتهى المزاد على هذه القطعة.",
  notOpen: "لم تبدأ المزايدة بعد.",
  paused: "المزايدة متوقفة مؤقتًا.",
  onlyLeft: (left) => `لم يبقَ سوى ${numberText(left)}.`,
  soldOut: "نفدت الكمية.",
  limitExceeded: "هذا يتجاوز حدّك في هذا المزاد.",
  limitExceededOf: (limit) => `هذا يتجاوز حدّك في هذا المزاد، وهو ${iso(limit)}.`,
  notRetractable: () => "مزايدتك قائمة ولم يعد سحبها ممكنًا.",
  ownItem: "لا يمكنك المزايدة على قطعتك.",
  unauthenticated: "انتهى تسجيل دخولك. انضم مجددًا لتزايد.",
  rateLimited: "الطلبات كثيرة جدًا. انتظر لحظة ثم حاول مجددًا.",
  unanswered: "لا جواب. تحقق من اتصالك.",
  offLadder: "هذا المبلغ يقع بين درجات المزايدة. اختر أحد المبالغ المعروضة.",
  implausible: "هذا المبلغ مرتفع على غير المعتاد. راجعه مرة أخرى.",
  busy: "المزايدات كثيرة في اللحظة نفسها ولم تُقبل مزايدتك. حاول مجددًا.",
  unavailable: "هذا غير ممكن الآن، ولم يُبتّ في شيء. حاول مجددًا بعد لحظة.",
  unknown: "ضاع الجواب. حاول مجددًا: الطلب نفسه لا يُنفَّذ مرتين.",
  conflict: "تغيّر شيء في هذه الأثناء. راجع الأمر قبل أن تتابع.",
  notFound: "لم يعد هذا موجودًا هنا.",
  internal: "حدث خطأ في الخادم. حاول مجددًا بعد لحظة.",
  invalidName: "لا يصلح هذا اسمًا هنا. استخدم حروفًا وأرقامًا وعلامات ظاهرة.",
  other: (message) => `رُفض الطلب (${iso(message)}).`,
};

export const common: Texts["common"] = {
  auction: "المزاد",
  you: "أنت",
  anonymous: "مجهول",
  untitled: "بلا عنوان",
  dismiss: "إخفاء",
  cancel: "إلغاء",
  loading: "جارٍ التحميل …",
  separator: "، ",
  statuses,
  formats,
  times,
  amounts,
  refusals,
};
