/** Bidding: the form and its button, the questions, the answers, the outcome, and taking a bid back. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { plurals } from "../plurals";
import { iso } from "./isolate";

const count = plurals("ar");
const seconds = { one: "ثانية واحدة", two: "ثانيتان", few: "# ثوانٍ", many: "# ثانية", other: "# ثانية" };
const times = (units: number, money: string) => iso(`${numberText(units)} × ${money}`);

const button: Texts["bidding"]["button"] = {
  bid: (money) => `زايد بمبلغ ${iso(money)}`,
  bidUpTo: (money, most) => `زايد بمبلغ ${iso(money)}، وبحد أقصى ${iso(most)}`,
  leave: (money) => `اترك مزايدة بمبلغ ${iso(money)}`,
  leaveUpTo: (most) => `اترك مزايدة حتى ${iso(most)}`,
  change: (most) => `غيّر سقفي إلى ${iso(most)}`,
  left: "مزايدتك تنتظر الافتتاح",
  towardsReserve: (money) => `زايد بمبلغ ${iso(money)} نحو السعر الاحتياطي`,
  raise: (most) => `ارفع سقفي إلى ${iso(most)}`,
  offer: (money) => `اعرض ${iso(money)}`,
  offerUnits: (units, money) => `اعرض ${times(units, money)}`,
  replace: (money) => `استبدل بعرضي ${iso(money)}`,
  replaceUnits: (units, money) => `استبدل بعرضي ${times(units, money)}`,
  take: (money) => `خذها بمبلغ ${iso(money)}`,
  takeUnits: (units, total) => `خذ ${numberText(units)} بمبلغ ${iso(total)}`,
  buy: (money) => `اشترِها بمبلغ ${iso(money)}`,
  buyUnits: (units, total) => `اشترِ ${numberText(units)} بمبلغ ${iso(total)}`,
  buyNow: (money) => `اشترِ الآن بمبلغ ${iso(money)}`,
  leading: "أنت متصدّر",
  offered: "عرضك مسجَّل",
  sending: "جارٍ الإرسال …",
  checking: "جارٍ التحقق من مزايدتك …",
  offline: "في انتظار الاتصال …",
  scheduled: "لم يُفتح بعد",
  paused: "المزايدة متوقفة مؤقتًا",
};

const form: Texts["bidding"]["form"] = {
  minimum: (money) => `الحد الأدنى ${iso(money)}`,
  oneTap: "زايد بأكثر بلمسة واحدة",
  automatic: "زايد تلقائيًا حتى …",
  raiseMaximum: "ارفع سقفي …",
  maximumHint: "لا يرى أحد هذا المبلغ: نزايد عنك خطوة خطوة، بالقدر الذي يلزم لتتصدّر فقط.",
  yourMaximum: "سقفك",
  earlyMaximum:
    "لا يرى أحد هذا المبلغ. عند الافتتاح نزايد عنك خطوة خطوة، بالقدر الذي يلزم لتتصدّر فقط. ويمكنك تغييره أو سحبه حتى ذلك الحين.",
  early: "لا يرى أحد مزايدتك. تُقدَّم عند الافتتاح، ويمكنك استبدالها أو سحبها حتى ذلك الحين.",
  leading: "أنت متصدّر. لا حاجة إلى المزايدة حتى يتجاوزك أحد.",
  units: "الوحدات",
  ofUnits: (units) => `من ${numberText(units)}`,
};

const problems: Texts["bidding"]["problems"] = {
  units: (units) => `اختر من ${numberText(1)} إلى ${numberText(units)} من الوحدات.`,
  maximumBelow: (money) => `سقفك أقل من ${iso(money)}.`,
  maximumNotHigher: (money) => `سقفك ${iso(money)} بالفعل، ولا يغيّره إلا سقف أعلى.`,
};

const question: Texts["bidding"]["question"] = {
  buyNow: (money) => `أتشتريها الآن بمبلغ ${iso(money)}؟ تصير لك فورًا وينتهي المزاد عليها.`,
  unusual: (money, minimum) => `${iso(money)} أعلى بكثير من الحد الأدنى ${iso(minimum)}. أهذا ما تقصده؟`,
  limit: (money, limit) => `${iso(money)} أعلى من ${iso(limit)}، وهو أقصى المتوقع هنا. أهذا ما تقصده؟`,
  no: "تغييره",
};

const progress: Texts["bidding"]["progress"] = {
  slow: "لا جواب بعد. تُرسل مزايدتك من جديد حتى يأتي جواب.",
  unresolved: (money) => `لا جواب بعد: قد تكون مزايدتك بمبلغ ${iso(money)} قائمة وقد لا تكون. نواصل السؤال.`,
  unsent: (money) => `لم تُرسل مزايدتك بمبلغ ${iso(money)} لعدم وجود اتصال.`,
};

const answers: Texts["bidding"]["answers"] = {
  leading: (money) => `قُبلت: أنت متصدّر عند ${iso(money)}.`,
  raised: (most) => `سقفك السري الآن ${iso(most)}.`,
  outbidAtOnce: (money) => `تجاوزك فورًا سقف أعلى، عند ${iso(money)}.`,
  outbid: (minimum) => `تجاوزك مزايد آخر. يلزم ${iso(minimum)} لتتصدّر من جديد.`,
  left: (money) => `تُركت مزايدتك بمبلغ ${iso(money)}، وتُقدَّم عند الافتتاح.`,
  sealed: (money) => `وصل عرضك السري بمبلغ ${iso(money)}. يمكنك استبداله حتى الإغلاق.`,
  unit: (money) => `صارت لك بمبلغ ${iso(money)}.`,
  units: (units, money, total) => `صار لك: ${iso(`${numberText(units)} × ${money} = ${total}`)}.`,
};

const own: Texts["bidding"]["own"] = {
  maximum: (money) => `سقفك السري: ${iso(money)}`,
  left: (money) => `مزايدتك المسبقة: ${iso(money)}`,
  offer: (money) => `لك: ${iso(money)}`,
  units: (units, money) => `لك: ${numberText(units)} بسعر ${iso(money)}`,
  line: (units, money) => `${numberText(units)} × ${money}`,
  lines: (lines, total) => `لك: ${iso(`${lines.join(" + ")} = ${total}`)}`,
  cost: (total) => `${iso(total)} إجمالًا، مع العمولة والضريبة`,
};

const standing: Texts["bidding"]["standing"] = { leading: "أنت متصدّر", outbid: "تجاوزوك", won: "لك", lost: "", none: "" };

const outcome: Texts["bidding"]["outcome"] = {
  won: (total) => `فزت بها. المستحق عليك ${iso(total)}.`,
  parts: (hammer, premium, tax) => `السعر ${iso(hammer)} + العمولة ${iso(premium)} + الضريبة ${iso(tax)}`,
  outbidAtTheEnd: (money) => `تجاوزك مزايد آخر في النهاية. بيعت بسعر ${iso(money)}.`,
  otherOffers: "كانت هناك عروض أعلى.",
  reserveNotMet: "لم تُبَع: لم يُبلغ السعر الاحتياطي.",
  notSold: "لم تُبَع.",
  noBids: "انتهى المزاد بلا مزايدات.",
  withdrawn: "سُحبت القطعة، ولا تقوم عليها أي مزايدة.",
};

const time: Texts["bidding"]["time"] = {
  secondsLeft: (number) => `بقي: ${count(number, seconds)}.`,
  nextDrop: (clock) => `الانخفاض التالي بعد ${iso(clock)}`,
};

const admission: Texts["bidding"]["admission"] = {
  none: "يقبل هذا المزاد مزايديه. اطلب أن تكون منهم.",
  ask: "اطلب المشاركة",
  acceptAndAsk: "اقبل الشروط واطلب المشاركة",
  terms: "شروط المزاد",
  requested: "طلبت المشاركة. القرار لدار المزاد.",
  depositDue: "تُقبل فور وصول التأمين.",
  refused: "لم تقبلك دار المزاد.",
  refusedBecause: (reason) => `لم تقبلك دار المزاد: ${iso(reason)}`,
  blocked: "حظرتك دار المزاد من هذا المزاد.",
};

const takingBack: Texts["bidding"]["takingBack"] = {
  open: "اسحب مزايدتي",
  latestTitle: "أتسحب مزايدتك الأخيرة؟",
  bidTitle: (money) => `أتسحب مزايدتك بمبلغ ${iso(money)}؟`,
  mistyped: "أخطأت في الكتابة",
  changedDescription: "تغيّر الوصف",
  keep: "أبقِها",
  done: "سُحبت مزايدتك.",
  early: "لم يرها أحد. يمكنك ترك غيرها حتى الافتتاح.",
  onlyLatest: "تُسحب مزايدتك الأخيرة وحدها، ويُحسب السعر من جديد من المزايدات الباقية.",
  allBids: "تُسحب كل مزايداتك على هذه القطعة، ويُحسب السعر من جديد من المزايدات الباقية.",
  maybeStands: "إن كانت قد لاقت مزايدة أخرى أو السعر الاحتياطي، فإنها تبقى قائمة.",
  noMoreBids: "لن يمكنك بعدها المزايدة على هذه القطعة.",
  maybeNoMoreBids: "إن كانت قد لاقت مزايدة أخرى أو السعر الاحتياطي، فلن يمكنك بعدها المزايدة على هذه القطعة.",
};

export const bidding: Texts["bidding"] = {
  button,
  form,
  problems,
  question,
  progress,
  answers,
  own,
  standing,
  outcome,
  time,
  admission,
  takingBack,
};
