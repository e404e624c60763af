/** The page of one item: its price, its bids, the auctioneer's buttons. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { lists, plurals } from "../plurals";
import { iso } from "./isolate";

const count = plurals("ar");
const list = lists("ar");

const price: Texts["item"]["price"] = {
  soldFor: "بيعت بسعر",
  startingPrice: "السعر الابتدائي",
  lastBid: "آخر مزايدة",
  bids: (bids) =>
    count(bids, {
      zero: "لا مزايدات",
      one: "مزايدة واحدة",
      two: "مزايدتان",
      few: "# مزايدات",
      many: "# مزايدة",
      other: "# مزايدة",
    }),
  soldTo: (bids) => `${bids}، بيعت إلى `,
  lastBy: (bids) => `${bids}، آخرها من `,
  ledBy: (bids) => `${bids}، المتصدّر: `,
  spoken: (label, money) => `${label} ${iso(money)}.`,
  spokenLed: (label, money, name) => `${label} ${iso(money)}، ${iso(name)}.`,
};

const bids: Texts["item"]["bids"] = {
  title: "المزايدات",
  watching: (watchers) =>
    count(watchers, {
      zero: "لا متابعين",
      one: "متابع واحد",
      two: "متابعان",
      few: "# متابعين",
      many: "# متابعًا",
      other: "# متابع",
    }),
  takenBack: "سُحبت",
  units: (units, money) => `${numberText(units)} × ${iso(money)}`,
  afterTheClose: "تظهر العروض بعد الإغلاق.",
  none: "لا مزايدات بعد. صاحب الأولى يتصدّر.",
  noneSold: "لم يُبَع شيء بعد.",
  noneAtAll: "لم تكن هناك مزايدات.",
  noneSoldAtAll: "لم يُبَع شيء.",
  earlier: (bids) =>
    count(bids, {
      one: "وواحدة سابقة",
      two: "واثنتان سابقتان",
      few: "و# سابقة",
      many: "و# سابقة",
      other: "و# سابقة",
    }),
};

const lost: Texts["item"]["lost"] = {
  bid: (money) => `ضاعت مزايدتك بمبلغ ${iso(money)} بسبب عطل، ولم تعد قائمة.`,
  bids: (amounts) => `ضاعت مزايداتك بمبالغ ${list(amounts.map(iso))} بسبب عطل، ولم تعد قائمة.`,
};

const controls: Texts["item"]["controls"] = {
  title: "إدارة المزاد",
  done: "تم.",
  open: "افتح",
  pause: "أوقف مؤقتًا",
  resume: "استأنف",
  warn: "إنذار أخير",
  close: "أرسِ المزاد",
  closeNow: "أتُرسيه الآن؟",
  withdraw: "اسحب",
  withdrawIt: "أتسحبها؟",
};

export const item: Texts["item"] = {
  theItem: "القطعة",
  description: "الوصف",
  noSuchItem: "لا توجد قطعة كهذه.",
  notice: "إشعار من دار المزاد",
  joinToBid: "انضم لتزايد",
  tab: (money, title) => `${iso(money)} · ${iso(title)}`,
  price,
  bids,
  lost,
  controls,
};
