/** The parts of an item's page for looking: pictures, description, the course of the price, the neighbours. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { plurals } from "../plurals";
import { iso } from "./isolate";

const count = plurals("ar");
const bids = { one: "مزايدة واحدة", two: "مزايدتين", few: "# مزايدات", many: "# مزايدة", other: "# مزايدة" };

export const looking: Texts["looking"] = {
  breadcrumb: "مسار التصفح",
  sales: "المزادات",
  previous: "السابقة",
  next: "التالية",
  neighbours: "القطع المجاورة",
  pictures: "الصور",
  picture: (number, of) => `الصورة ${numberText(number)} من ${numberText(of)}`,
  enlarge: (number, of) => `كبّر الصورة ${numberText(number)} من ${numberText(of)}`,
  close: "إغلاق",
  description: "الوصف",
  condition: "الحالة",
  course: "السعر حتى الآن",
  courseName: (number, from, to) => `انتقل السعر من ${iso(from)} إلى ${iso(to)} في ${count(number, bids)}.`,
};
