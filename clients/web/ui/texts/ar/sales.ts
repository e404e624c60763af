/** The lists of sales and items. */

import type { Texts } from "..";
import { item } from "./item";

export const sales: Texts["sales"] = {
  notLoaded: "تعذّر تحميل المزادات الآن.",
  none: "لا يوجد مزاد بعد.",
  by: "بإدارة ",
  sealedBids: "عروض سرية",
  noBids: "لا مزايدات بعد",
  bids: item.price.bids,
};
